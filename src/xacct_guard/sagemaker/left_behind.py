"""What a request leaves behind for those after it: a model, or the configuration of an endpoint."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.model import Resource
from ..services import of_type
from ..span import Node

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
    kind, path, named_by = _KINDS.get(action, ("", "", ""))
    name, type = parameters.text_at(named_by), of_type(kind)
    if name is None or type is None:
        return None
    given = ((fact, parameters.get(member)) for fact, member in type.facts.items())
    return Resource(
        arn=caller.arn("sagemaker", f"{path}/{name}"),
        type=kind,
        account=caller.account,
        region=caller.region,
        name=name,
        span=parameters.span,
        facts={fact: node for fact, node in given if node is not None},
        place=name,
    )
