"""SageMaker endpoint, created: the endpoint and its configuration must both be allowed."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.endpoint import put
from ..span import Node
from . import Operation

_ACTION = "sagemaker:CreateEndpoint"


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the endpoint, and serve by it."""
    return put(_ACTION, caller, parameters)


OPERATION = Operation(_ACTION, steps)
