"""Registry: model package groups and their versions, which may belong to another account.

The account of the registry looks at what a version names when it is registered from elsewhere: the
artifact, its key and the image (model-registry-version.html).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import aws_owned
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import Step, Steps
from ..iam.arn import Arn
from ..iam.symbol import Symbol, has_symbol, only_symbol
from ..services import ecr
from ..span import Node
from .location import Location, location_of
from .pages import PACKAGE, seen
from .parameter import nodes_at, texts_at

LIFE_CYCLE = {
    "sagemaker:modelapprovalstatus": (("ModelApprovalStatus",),),
    "sagemaker:modellifecycle:stage": (("ModelLifeCycle", "Stage"),),
    "sagemaker:modellifecycle:stagestatus": (("ModelLifeCycle", "StageStatus"),),
}
_IMAGE = ("ecr:BatchGetImage", "ecr:DescribeImages", "ecr:DescribeRepositories")


def group_arn(name: str, caller: Caller) -> str:
    """The ARN of a group by its name, or its ARN."""
    if name.startswith("arn:") or only_symbol(name) is not None:
        return name
    return caller.arn("sagemaker", f"model-package-group/{name}")


def version_arn(group: str, version: str | None = None) -> str:
    """The ARN of a version of a group; of one that is yet to be made where no number is given."""
    number = version or str(Symbol("version of the model package"))
    return f"{group.replace(':model-package-group/', ':model-package/', 1)}/{number}"


def group_at(parameters: Node, caller: Caller) -> str | None:
    """The ARN of the group in which a request registers; None where it has none."""
    named = parameters.text_at("ModelPackageGroupName")
    return group_arn(named, caller) if named is not None else None


def versions_of(package: str, graph: AccessGraph) -> tuple[Resource, ...]:
    """The version of this ARN; where nobody knows its number yet, all that the estate has of the group."""
    if (held := graph.resources.get(package)) is not None:
        return (held,)
    group, slash, number = package.rpartition("/")
    if not slash or not has_symbol(number):
        return ()
    every = graph.of_type("sagemaker:model-package")
    return tuple(each for each in every if each.arn.rpartition("/")[0] == group)


def metadata(parameters: Node) -> dict[str, str]:
    """`sagemaker:CustomerMetadataProperties/…`, which a request has for each property it sets."""
    given = parameters.get("CustomerMetadataProperties")
    return {
        f"sagemaker:customermetadataproperties/{key.lower()}": value.text or ""
        for key, value in (given.mapping if given else {}).items()
    }


def looked_at(group: str, parameters: Node, caller: Caller) -> Steps:
    """What the account of the registry is to be let in to, where it is not the caller's own.

    The page asks for it. That a version cannot be registered without, it does not say, and AWS's own post on
    promoting pipelines with Jenkins registers versions under a key that the registry may not use.
    """
    home = Arn.parse(group)
    if home is None or home.account == caller.account or has_symbol(home.account):
        return
    registry = caller.at(f"arn:{caller.partition}:iam::{home.account}:root")
    for container in nodes_at(parameters, "InferenceSpecification", "Containers"):
        for uri in texts_at(container, "ModelDataUrl"):
            if (place := location_of(uri, caller)) is not None:
                yield from _artifact(registry, place)
        for uri in texts_at(container, "Image"):
            yield from _image(registry, uri)


def _artifact(registry: Caller, place: Location) -> Iterator[Step]:
    says = "the registry's account looks at the model"
    yield registry.ask(says, "s3:GetObject", place.all(), PACKAGE, local=True, optional=True)
    yield registry.ask(says, "s3:GetObjectAcl", place.all(), PACKAGE, optional=True)
    # The page's own policy gives this one on objects, where it never matches, and is said to suffice.
    yield registry.ask(says, "s3:GetBucketAcl", place.bucket, seen(PACKAGE), optional=True)


def _image(registry: Caller, uri: str) -> Iterator[Step]:
    """What AWS keeps for everybody is open to the registry as well."""
    image = ecr.image_of(uri)
    if image is None or image.account == registry.account:
        return
    if aws_owned.owner_of(image.arn) is not None:
        return
    for action in _IMAGE:
        says = "the registry's account looks at the image"
        yield registry.ask(says, action, image.arn, PACKAGE, optional=True)
