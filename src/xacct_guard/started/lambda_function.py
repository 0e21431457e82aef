"""A Lambda function that runs: it takes on its role and makes the calls the configuration declares."""

from __future__ import annotations

from ..declared import calls_of
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import Page, Steps
from ..services import logs
from . import Started

_ROLE = Page.of("lambda/latest/dg", "lambda-intro-execution-role.html")


def steps(function: Resource, graph: AccessGraph) -> Steps:
    """Lambda assumes the execution role; what the code asks for is what `calls` says of it."""
    role = function.facts.get("role")
    if role is None or role.text is None:
        return
    service = Caller("lambda.amazonaws.com", function.account, function.region, role.span, graph)
    yield service.assumes(role.text, "lambda.amazonaws.com", _ROLE)
    worker = service.at(role.text)
    yield from logs.write(f"/aws/lambda/{function.name}", worker, _ROLE)
    yield from calls_of(function.arn, worker)


STARTED = Started("lambda:function", steps)
