"""Tags of SageMaker's resources, put on by themselves."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.asked import asked
from ..sagemaker.parameter import name_at
from ..span import Node
from . import Operation

_ACTION = "sagemaker:AddTags"


def steps(caller: Caller, parameters: Node) -> Steps:
    """Tag the resource; what action creates it is said only by those that create."""
    arn = name_at(parameters, "ResourceArn", "resource")
    keys = {"sagemaker:taggingaction": ()}
    yield asked("tag it", _ACTION, arn, caller, parameters, keys=keys)


OPERATION = Operation(_ACTION, steps)
