"""Endpoint: creating or updating one is asked of the endpoint and of its configuration alike."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..iam.symbol import shown
from ..span import Node
from .asked import asked, tagging
from .hosting import Configuration, configuration_named, served
from .model import Model
from .pages import PERMISSIONS
from .parameter import name_at


def put(
    action: str,
    caller: Caller,
    parameters: Node,
    configuration: Configuration | None = None,
    models: dict[str, Model] | None = None,
) -> Steps:
    """Create or update the endpoint; its machines then load the models of its configuration.

    The configuration is the estate's, unless it is given.
    """
    name = name_at(parameters, "EndpointName", "endpoint")
    config = name_at(parameters, "EndpointConfigName", "endpoint configuration")
    endpoint = caller.arn("sagemaker", f"endpoint/{name}")
    for resource in (endpoint, caller.arn("sagemaker", f"endpoint-config/{config}")):
        yield asked("put the endpoint up", action, resource, caller, parameters)
    yield from tagging(action, endpoint, caller, parameters)
    found = configuration or configuration_named(config, caller)
    if found is None:
        what = f"what the endpoint configuration {shown(config)} says"
        yield caller.unknown("serve by the endpoint", what, PERMISSIONS)
        return
    yield from served(name, found, caller, models)
