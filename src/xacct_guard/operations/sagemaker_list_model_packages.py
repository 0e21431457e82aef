"""SageMaker model packages of a group, listed."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..sagemaker.registry import group_arn, version_arn
from ..span import Node
from . import Operation

_ACTION = "sagemaker:ListModelPackages"
_PAGE = Page.of("sagemaker/latest/dg", "model-registry-view-shared.html")


def steps(caller: Caller, parameters: Node) -> Steps:
    """List the versions of the group, in whatever account it is, or all of one's own."""
    name = parameters.text_at("ModelPackageGroupName")
    if name is None:
        yield caller.ask("list the model packages", _ACTION, "*", _PAGE)
        return
    versions = version_arn(group_arn(name, caller))
    yield caller.ask("list the model packages", _ACTION, versions, _PAGE)


OPERATION = Operation(_ACTION, steps)
