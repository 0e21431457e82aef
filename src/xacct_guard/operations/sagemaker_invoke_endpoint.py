"""SageMaker endpoint, asked for an answer."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.invocation import invoked
from ..span import Node
from . import Operation

_ACTION = "sagemaker:InvokeEndpoint"
KEYS = {"sagemaker:targetmodel": (("TargetModel",),)}


def steps(caller: Caller, parameters: Node) -> Steps:
    """Invoke the endpoint; of one with many models, the model that is named."""
    yield invoked(_ACTION, caller, parameters, keys=KEYS)


OPERATION = Operation(_ACTION, steps)
