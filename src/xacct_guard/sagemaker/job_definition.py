"""Job definitions for monitoring: what a schedule runs jobs of. The role is passed when one is created."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.caller import Caller
from ..graph.step import Steps
from ..span import Node
from .creation import Creation
from .execution_role import SERVICE
from .pages import ROLES
from .processing import keys_under


@dataclass(frozen=True, slots=True)
class JobDefinition:
    """One of the four kinds of monitoring: `word` begins the names of the API, `type` is that in ARNs."""

    word: str
    type: str

    @property
    def action(self) -> str:
        """The IAM action that creates one."""
        return f"sagemaker:Create{self.word}JobDefinition"

    def steps(self, caller: Caller, parameters: Node) -> Steps:
        """Create the definition, which a schedule then runs jobs of."""
        yield from self._creation.asked(caller, parameters)
        if (role := parameters.text_at("RoleArn")) is not None:
            yield caller.pass_role(role, SERVICE, ROLES)

    @property
    def _creation(self) -> Creation:
        output = (f"{self.word}JobOutputConfig",)
        keys = keys_under(cluster=("JobResources", "ClusterConfig"), output=output)
        return Creation("job definition", self.type, self.action, "JobDefinitionName", keys)
