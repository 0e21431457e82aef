"""SageMaker model package, looked up; one that is encrypted takes its key to read."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..sagemaker import kms_key
from ..sagemaker.model import package_arn
from ..sagemaker.pages import DEPLOY
from ..sagemaker.parameter import name_at
from ..span import Node
from . import Operation

_ACTION = "sagemaker:DescribeModelPackage"
_KEY = Page.of("sagemaker/latest/APIReference", "API_ModelPackageSecurityConfig.html")


def steps(caller: Caller, parameters: Node) -> Steps:
    """Look the version up, in whatever account it is."""
    name = name_at(parameters, "ModelPackageName", "model package")
    arn = package_arn(name, caller)
    yield caller.ask("look up the model package", _ACTION, arn, DEPLOY)
    held = caller.graph.resources.get(arn)
    security = held.facts.get("security") if held else None
    if held is not None and security is not None and (key := security.text_at("KmsKeyId")):
        owner = caller.at(f"arn:{caller.partition}:iam::{held.account}:root")
        says = "read what is encrypted of it"
        arn = kms_key.arn_of(key, owner)
        yield kms_key.used_through("sagemaker", caller, says, "kms:Decrypt", arn, page=_KEY)


OPERATION = Operation(_ACTION, steps)
