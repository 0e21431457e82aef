"""ActionRun: a pipeline action in its pipeline, as one execution of it sees the world."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..iam.arn import Arn
from ..iam.symbol import Symbol, shown
from .access_graph import AccessGraph
from .caller import Caller
from .pipeline import Action, ArtifactStore, Pipeline, Stage

_VARIABLE = re.compile(r"#\{([^}.]+)\.([^}]+)\}")


@dataclass(frozen=True, slots=True)
class ActionRun:
    """A pipeline action with the pipeline and the estate around it."""

    pipeline: Pipeline
    stage: Stage
    action: Action
    graph: AccessGraph

    @property
    def role(self) -> str:
        """The action's own role, else the pipeline's."""
        return self.action.role_arn or self.pipeline.role_arn

    @property
    def account(self) -> str:
        """The account of that role: where the action happens."""
        arn = Arn.parse(self.role)
        return arn.account if arn else str(Symbol(f"account of {shown(self.role)}", "?" * 12))

    @property
    def caller(self) -> Caller:
        """The action's role, in the action's region."""
        return Caller(self.role, self.account, self.action.region, self.action.span, self.graph)

    @property
    def store(self) -> ArtifactStore | None:
        """The artifact store of the action's region."""
        return self.pipeline.stores.get(self.action.region)

    def setting(self, name: str) -> str | None:
        """A configuration value with its `#{namespace.variable}` references followed."""
        node = self.action.configuration.get(name)
        text = node.text if node else None
        return _VARIABLE.sub(self._variable, text) if text is not None else None

    def _variable(self, match: re.Match[str]) -> str:
        namespace, name = match.groups()
        known = self.graph.variables.get((self.pipeline.place, namespace), {})
        return known.get(name) or str(Symbol(f"variable {match.group()}"))

    def arn(self, service: str, rest: str) -> str:
        """An ARN in the action's account and region."""
        return self.caller.arn(service, rest)
