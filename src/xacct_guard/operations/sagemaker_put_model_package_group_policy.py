"""The policy of a SageMaker model package group: only its own account can put one."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.pages import DEPLOY
from ..sagemaker.parameter import name_at
from ..sagemaker.registry import group_arn
from ..span import Node
from . import Operation

_ACTION = "sagemaker:PutModelPackageGroupPolicy"


def steps(caller: Caller, parameters: Node) -> Steps:
    """Put the policy on the group."""
    name = name_at(parameters, "ModelPackageGroupName", "model package group")
    yield caller.ask("put the group's policy", _ACTION, group_arn(name, caller), DEPLOY)


OPERATION = Operation(_ACTION, steps)
