"""SageMaker AutoML job, the second version of the API."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.automl import creation, run
from ..span import Node
from . import Operation

_SECURITY = ("SecurityConfig",)
JOB = creation("sagemaker:CreateAutoMLJobV2", _SECURITY)
KEYS = JOB.keys


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the job and run it as its role."""
    return run(JOB, caller, parameters, inputs="AutoMLJobInputDataConfig", security=_SECURITY)


OPERATION = Operation(JOB.action, steps)
