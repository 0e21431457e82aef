"""SageMaker model package, updated: most of all, approved or rejected."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.asked import asked
from ..sagemaker.model import package_arn
from ..sagemaker.pages import DEPLOY
from ..sagemaker.parameter import name_at
from ..sagemaker.registry import LIFE_CYCLE, metadata
from ..span import Node
from . import Operation

_ACTION = "sagemaker:UpdateModelPackage"
KEYS = {
    **LIFE_CYCLE,
    "sagemaker:customermetadatapropertiestoremove": (("CustomerMetadataPropertiesToRemove",),),
}


def steps(caller: Caller, parameters: Node) -> Steps:
    """Update the version, in whatever account it is."""
    name = name_at(parameters, "ModelPackageArn", "model package")
    arn, more = package_arn(name, caller), metadata(parameters)
    says = "update the model package"
    yield asked(says, _ACTION, arn, caller, parameters, keys=KEYS, page=DEPLOY, more=more)


OPERATION = Operation(_ACTION, steps)
