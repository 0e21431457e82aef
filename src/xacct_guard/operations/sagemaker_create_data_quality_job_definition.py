"""SageMaker job definition for monitoring (data-quality): its role is passed when it is created."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.creation import Creation
from ..sagemaker.execution_role import SERVICE
from ..sagemaker.pages import ROLES
from ..sagemaker.processing import keys_under
from ..span import Node
from . import Operation

KEYS = keys_under(cluster=("JobResources", "ClusterConfig"), output=("DataQualityJobOutputConfig",))
DEFINITION = Creation(
    "job definition",
    "data-quality-job-definition",
    "sagemaker:CreateDataQualityJobDefinition",
    "JobDefinitionName",
    KEYS,
)


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the definition, which a schedule then runs jobs of."""
    yield from DEFINITION.asked(caller, parameters)
    if (role := parameters.text_at("RoleArn")) is not None:
        yield caller.pass_role(role, SERVICE, ROLES)


OPERATION = Operation(DEFINITION.action, steps)
