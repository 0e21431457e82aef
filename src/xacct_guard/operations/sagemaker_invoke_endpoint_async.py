"""SageMaker endpoint, asked for an answer that comes later: the input is in S3."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..sagemaker.hosting import configuration_named
from ..sagemaker.invocation import invoked
from ..sagemaker.model import model_named
from ..sagemaker.parameter import texts_at
from ..sagemaker.source import one
from ..sagemaker.workplace import workplace_of
from ..span import Node
from . import Operation

_ACTION = "sagemaker:InvokeEndpointAsync"
_PAGE = Page.of("sagemaker/latest/dg", "async-inference-create-endpoint-prerequisites.html")


def steps(caller: Caller, parameters: Node) -> Steps:
    """Invoke the endpoint; the role of its model then reads the input."""
    yield invoked(_ACTION, caller, parameters)
    name = parameters.text_at("EndpointName") or ""
    endpoint = caller.graph.resource(caller.arn("sagemaker", f"endpoint/{name}"))
    config = endpoint.facts.get("config") if endpoint else None
    found = configuration_named(config.text or "", caller) if config else None
    for variant in found.variants if found else ():
        model = model_named(variant.text_at("ModelName") or "", caller)
        if model is None or model.role is None:
            continue
        place = workplace_of(model.role, caller, model.network)
        for uri in texts_at(parameters, "InputLocation"):
            yield from one(place.nodes, uri, "read the question", _PAGE)


OPERATION = Operation(_ACTION, steps)
