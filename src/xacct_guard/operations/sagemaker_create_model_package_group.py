"""SageMaker model package group: one makes it in one's own account only."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.asked import asked, tagging
from ..sagemaker.parameter import name_at
from ..sagemaker.registry import group_arn
from ..span import Node
from . import Operation

_ACTION = "sagemaker:CreateModelPackageGroup"


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the group, and tag it where the request has tags."""
    name = name_at(parameters, "ModelPackageGroupName", "model package group")
    group = group_arn(name, caller)
    yield asked("create the model package group", _ACTION, group, caller, parameters)
    yield from tagging(_ACTION, group, caller, parameters)


OPERATION = Operation(_ACTION, steps)
