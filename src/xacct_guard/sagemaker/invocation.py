"""Invocation: an endpoint is asked for an answer. Endpoints have no policies: only their own account asks."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Step
from ..span import Node
from .asked import Keys, asked
from .parameter import name_at


def invoked(action: str, caller: Caller, parameters: Node, keys: Keys | None = None) -> Step:
    """Ask the endpoint of the caller's account and Region."""
    name = name_at(parameters, "EndpointName", "endpoint")
    arn = caller.arn("sagemaker", f"endpoint/{name}")
    return asked("invoke the endpoint", action, arn, caller, parameters, keys=keys)
