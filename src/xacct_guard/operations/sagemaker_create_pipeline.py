"""SageMaker pipeline, created: its definition runs when it is started, not before."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.pipeline import put
from ..span import Node
from . import Operation

_ACTION = "sagemaker:CreatePipeline"


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the pipeline, and pass its role."""
    return put(_ACTION, caller, parameters, needs_role=True)


OPERATION = Operation(_ACTION, steps)
