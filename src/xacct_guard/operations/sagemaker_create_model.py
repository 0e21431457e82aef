"""SageMaker model: what creating one asks of the caller, and serving it of its execution role."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.caller import Caller
from ..graph.step import Page, Step, Steps
from ..iam.symbol import Symbol
from ..services import ecr, logs
from ..span import Node
from . import Operation

_ROLES = Page.of("sagemaker/latest/dg", "sagemaker-roles.html")
_DEPUTY = Page.of("sagemaker/latest/dg", "security-confused-deputy-prevention.html")
_SERVICE = "sagemaker.amazonaws.com"


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the model, hand it its role; the endpoint then pulls image and model data as that role."""
    name, role = parameters.text_at("ModelName") or "", parameters.text_at("ExecutionRoleArn")
    model = f"arn:aws:sagemaker:{caller.region}:{caller.account}:model/{name}"
    yield caller.ask("create the model", "sagemaker:CreateModel", model, _ROLES)
    if role is None:
        return
    yield caller.pass_role(role, _SERVICE, _ROLES)
    # For hosting the source ARN is a literal: `arn:…:sagemaker:region:account:*` (_DEPUTY).
    any_of_account = f"arn:aws:sagemaker:{caller.region}:{caller.account}:*"
    yield caller.assumes(
        role, _SERVICE, _DEPUTY, sourceaccount=caller.account, sourcearn=any_of_account
    )
    worker = caller.at(role)
    for container in _containers(parameters):
        yield from _loaded(worker, container)
    endpoint = Symbol("name of the endpoint")
    yield from logs.write(f"/aws/sagemaker/Endpoints/{endpoint}", worker, _ROLES)
    yield from logs.measure("/aws/sagemaker/Endpoints", worker, _ROLES)


def _containers(parameters: Node) -> tuple[Node, ...]:
    one, many = parameters.get("PrimaryContainer"), parameters.get("Containers")
    return (*((one,) if one else ()), *(many.items if many else ()))


def _loaded(worker: Caller, container: Node) -> Iterator[Step]:
    if image := container.text_at("Image"):
        yield from ecr.pull(image, worker, _ROLES)
    data = container.text_at("ModelDataUrl")
    if data and data.startswith("s3://"):
        target = f"arn:aws:s3:::{data.removeprefix('s3://')}"
        yield worker.ask("read the model", "s3:GetObject", target, _ROLES)


OPERATION = Operation("sagemaker:CreateModel", steps)
