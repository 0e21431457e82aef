"""What a request leaves behind for those after it: a model, a package, an endpoint's configuration."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.model import Resource
from ..iam.symbol import Symbol
from ..services import of_type
from ..span import Node
from .registry import group_at, version_arn

_KINDS = {
    "sagemaker:CreateModel": ("sagemaker:model", "model", "ModelName"),
    "sagemaker:CreateEndpointConfig": (
        "sagemaker:endpoint-config",
        "endpoint-config",
        "EndpointConfigName",
    ),
}


def left_behind(action: str, parameters: Node, caller: Caller) -> Resource | None:
    """The resource that the caller's request creates, with what the request says of it; None for others."""
    if action == "sagemaker:CreateModelPackage":
        return registered(parameters, caller, Symbol(f"version of {parameters.span}"))
    kind, path, named_by = _KINDS.get(action, ("", "", ""))
    name = parameters.text_at(named_by)
    if name is None:
        return None
    return _made(kind, caller.arn("sagemaker", f"{path}/{name}"), parameters, caller)


def registered(parameters: Node, caller: Caller, number: Symbol) -> Resource | None:
    """The version that a request registers in a group; `number` says which, as only AWS counts them."""
    group = group_at(parameters, caller)
    if group is None:
        return None
    version = version_arn(group, str(number))
    return _made("sagemaker:model-package", version, parameters, caller)


def _made(kind: str, arn: str, parameters: Node, caller: Caller) -> Resource | None:
    type = of_type(kind)
    if type is None:
        return None
    given = ((fact, parameters.get(member)) for fact, member in type.facts.items())
    name = arn.rpartition("/")[2]
    return Resource(
        arn=arn,
        type=kind,
        account=caller.account,
        region=caller.region,
        name=name,
        span=parameters.span,
        facts={fact: node for fact, node in given if node is not None},
        place=name,
    )
