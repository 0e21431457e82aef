"""SageMaker model package: a version is registered in a group, which may be another account's."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..sagemaker.asked import asked, tagging
from ..sagemaker.creation import not_known_yet
from ..sagemaker.execution_role import SERVICE
from ..sagemaker.pages import PACKAGE, ROLES
from ..sagemaker.parameter import name_at, texts_at
from ..sagemaker.registry import LIFE_CYCLE, group_at, looked_at, metadata, version_arn
from ..span import Node
from . import Operation

_ACTION = "sagemaker:CreateModelPackage"
_VALIDATION = Page.of("sagemaker/latest/APIReference", "API_CreateModelPackage.html")
KEYS = LIFE_CYCLE


def steps(caller: Caller, parameters: Node) -> Steps:
    """Register the version; the account of the registry looks at the artifact and the image."""
    group = group_at(parameters, caller)
    if group is None:
        name = name_at(parameters, "ModelPackageName", "model package")
        version = caller.arn("sagemaker", f"model-package/{name}")
    else:
        version = version_arn(group)
    more = metadata(parameters)
    says = "register the model"
    yield asked(says, _ACTION, version, caller, parameters, keys=KEYS, page=PACKAGE, more=more)
    yield from tagging(_ACTION, version, caller, parameters)
    yield from not_known_yet(caller, parameters, "model package")
    if group is not None:
        yield from looked_at(group, parameters, caller)
    yield from _validated(caller, parameters)


def _validated(caller: Caller, parameters: Node) -> Steps:
    for role in texts_at(parameters, "ValidationSpecification", "ValidationRole"):
        yield caller.pass_role(role, SERVICE, ROLES)
        what = "what validating the model package asks for"
        yield caller.unknown("validate the model package", what, _VALIDATION)


OPERATION = Operation(_ACTION, steps)
