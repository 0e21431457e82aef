"""AccessPath: what comes of tracing one pipeline action."""

from __future__ import annotations

from dataclasses import dataclass

from ..finding import Asked
from ..graph.pipeline import Action, Pipeline, Stage
from ..graph.step import Step
from ..iam.decision import Decision, Verdict


@dataclass(frozen=True, slots=True)
class Hop:
    """One decided request of an access path."""

    step: Step
    decision: Decision

    @property
    def asked(self) -> Asked:
        """The request, as a finding that explains it has it."""
        return self.step.principal, self.step.action, self.step.resource

    @property
    def via(self) -> str | None:
        """The VPC endpoint that the request comes through, if it is known to come through one."""
        return self._known("aws:sourcevpce")

    @property
    def vpc(self) -> str | None:
        """The VPC that the request comes from, if it is known to come from one."""
        return self._known("aws:sourcevpc")

    def _known(self, key: str) -> str | None:
        value = self.decision.request.context.values.get(key)
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class AccessPath:
    """All hops of a pipeline action, in order.

    `optional` hops stop nothing when they are refused. `beyond` are those that would follow, where
    the path ends at a role that does not exist: what the role of that name would go on to do.
    """

    pipeline: Pipeline
    stage: Stage
    action: Action
    hops: tuple[Hop, ...]
    optional: tuple[Hop, ...] = ()
    beyond: tuple[Hop, ...] = ()

    @property
    def broken_at(self) -> Hop | None:
        """The first hop that AWS would refuse."""
        return next((hop for hop in self.hops if hop.decision.verdict.denied), None)

    @property
    def verdict(self) -> Verdict:
        """Denied if any hop is, else unknown if any is, else allowed."""
        if (broken := self.broken_at) is not None:
            return broken.decision.verdict
        unknown = any(hop.decision.verdict is Verdict.UNKNOWN for hop in self.hops)
        return Verdict.UNKNOWN if unknown else Verdict.ALLOW
