"""Model: a role, containers and a network, wherever it is described; what loading it asks of the role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import Page, Step, Steps
from ..iam.arn import Arn
from ..iam.symbol import only_symbol, shown
from ..span import Node
from .image import pulled
from .location import location_of
from .pages import DEPLOY, ROLES, seen
from .parameter import nodes_at, plain
from .record import kept
from .registry import versions_of
from .source import listed
from .workplace import Workplace, interfaces, workplace_of

_OF_ENDPOINTS = frozenset({"aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip", "aws:sourceip"})
_CHECK = Page.of("sagemaker/latest/APIReference", "API_CreateModel.html")


@dataclass(frozen=True, slots=True)
class Model:
    """A model of SageMaker, as a request describes it or as the estate holds it."""

    role: str | None
    containers: tuple[Node, ...]
    network: Node | None = None

    @classmethod
    def of(cls, parameters: Node) -> Model:
        """The model that a `CreateModel` request describes."""
        containers = (
            *nodes_at(parameters, "PrimaryContainer"),
            *nodes_at(parameters, "Containers"),
        )
        role = parameters.text_at("ExecutionRoleArn")
        return cls(role, containers, parameters.get("VpcConfig"))

    @classmethod
    def held(cls, resource: Resource) -> Model:
        """The model that the estate holds."""
        facts = resource.facts
        role = facts.get("role")
        many = facts.get("containers")
        one = facts.get("container")
        containers = (*(one.items if one else ()), *(many.items if many else ()))
        return cls(role.text if role else None, containers, facts.get("vpc"))


def model_named(name: str, caller: Caller) -> Model | None:
    """The model of this name in the caller's account, if the estate holds it."""
    resource = caller.graph.resource(arn_of(name, caller))
    return Model.held(resource) if resource and resource.type == "sagemaker:model" else None


def arn_of(name: str, caller: Caller) -> str:
    """The ARN of the model of this name, or that an ARN names."""
    return name if name.startswith("arn:") else caller.arn("sagemaker", f"model/{name}")


def checked(model: Model, caller: Caller) -> Steps:
    """What SageMaker tries as the role when the model is created: can it read the data?

    By what way it asks when the model has a VPC, no page says.
    """
    if model.role is None or model.network is None:
        return
    platform = caller.at(model.role)
    for container in model.containers:
        for step in _data(platform, container):
            yield replace(
                step,
                says=f"check at creation: {step.says}",
                page=seen(_CHECK),
                optional=True,
                unknown=step.unknown | _OF_ENDPOINTS,
            )


def loaded(model: Model, caller: Caller, group: str) -> Steps:
    """Serve the model as its role: image, data, network, log."""
    if model.role is None:
        yield caller.unknown("load the model", "role of the model", ROLES)
        return
    place = workplace_of(model.role, caller, model.network)
    yield from interfaces(place, hosting=group.startswith("/aws/sagemaker/Endpoints"))
    for container in model.containers:
        yield from _container(place, container)
    yield from kept(group, place)


def _container(place: Workplace, container: Node) -> Steps:
    if (package := container.text_at("ModelPackageName")) is not None:
        inside = tuple(containers_of(package, place.creator))
        if not inside:
            what = f"the containers of {shown(package)}"
            yield place.platform.unknown("load the model package", what, DEPLOY)
        for each in inside:
            yield from _container(place, each)
        return
    if (image := container.text_at("Image")) is not None:
        yield from pulled(image, place, container.get("ImageConfig"))
    yield from _data(place.nodes, container)


def _data(worker: Caller, container: Node) -> Iterator[Step]:
    """Read the model's data: an archive, a prefix of them, or many files."""
    uri = container.text_at("ModelDataUrl")
    many = container.text_at("Mode") == "MultiModel"
    if uri is not None and (place := location_of(uri, worker)) is not None:
        if many:
            yield listed(worker, place, "list the models")
        yield worker.ask("read the model", "s3:GetObject", place.all(), ROLES, local=True)
    for source in (
        *nodes_at(container, "ModelDataSource", "S3DataSource"),
        *nodes_at(container, "AdditionalModelDataSources", "S3DataSource"),
    ):
        yield from _files(worker, source)


def _files(worker: Caller, source: Node) -> Iterator[Step]:
    uri = source.text_at("S3Uri")
    place = location_of(uri, worker) if uri is not None else None
    if place is None or source.get("HubAccessConfig") is not None:
        yield worker.unknown("read the model", "where the model comes from", ROLES)
        return
    if source.text_at("S3DataType") == "S3Prefix":
        yield listed(worker, place, "list the files of the model")
    yield worker.ask("read the model", "s3:GetObject", place.all(), ROLES, local=True)


def containers_of(package: str, caller: Caller) -> Iterator[Node]:
    """The containers of a version of a model package, where the estate describes it.

    Of a version whose number is made later it is any of its group: what they all say is known.
    """
    versions = versions_of(package, caller.graph)
    specified = [each.facts.get("inference") for each in versions]
    said = {plain(inference) for inference in specified}
    inference = specified[0] if len(said) == 1 else None
    yield from nodes_at(inference, "Containers") if inference else ()


def package_asked(model: Model, caller: Caller) -> Steps:
    """What whoever creates a model from a package may do with the package.

    In another account the group's policy has to give both; at home the reference names the model alone.
    """
    for container in model.containers:
        package = container.text_at("ModelPackageName")
        if package is None:
            continue
        arn = package_arn(package, caller)
        home = (parsed := Arn.parse(arn)) is not None and parsed.account == caller.account
        for action in ("sagemaker:DescribeModelPackage", "sagemaker:CreateModel"):
            page = seen(DEPLOY) if home else DEPLOY
            yield caller.ask("use the model package", action, arn, page, optional=home)


def package_arn(name: str, caller: Caller) -> str:
    """The ARN of a model package by its name, or its ARN."""
    if name.startswith("arn:") or only_symbol(name) is not None:
        return name
    return caller.arn("sagemaker", f"model-package/{name}")
