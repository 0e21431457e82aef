"""SageMaker AutoML job, the first version of the API."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.automl import creation, run
from ..span import Node
from . import Operation

_SECURITY = ("AutoMLJobConfig", "SecurityConfig")
JOB = creation("sagemaker:CreateAutoMLJob", _SECURITY)
KEYS = JOB.keys


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the job and run it as its role."""
    return run(JOB, caller, parameters, inputs="InputDataConfig", security=_SECURITY)


OPERATION = Operation(JOB.action, steps)
