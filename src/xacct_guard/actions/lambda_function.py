"""A Lambda function that runs: it takes on its role and makes the calls the configuration declares."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.model import Resource
from ..graph.step import Page
from ..iam.symbol import Symbol
from . import Caller, Started, Steps, declared

_ROLE = Page.of("lambda/latest/dg", "lambda-intro-execution-role.html")


def steps(function: Resource, graph: AccessGraph) -> Steps:
    """Lambda assumes the execution role; what the code asks for is what `calls` says of it."""
    role = function.facts.get("role")
    if role is None or role.text is None:
        return
    service = Caller("lambda.amazonaws.com", function.account, function.region, role.span, graph)
    yield service.assumes(role.text, "lambda.amazonaws.com", _ROLE)
    worker = service.at(role.text)
    group = f"log-group:/aws/lambda/{function.name}"
    logs = f"arn:aws:logs:{function.region}:{function.account}:{group}"
    stream = f"{logs}:log-stream:{Symbol('log stream of the function')}"
    for action, resource in (
        ("logs:CreateLogGroup", logs),
        ("logs:CreateLogStream", stream),
        ("logs:PutLogEvents", stream),
    ):
        yield worker.ask("write the function's log", action, resource, _ROLE, optional=True)
    yield from declared(function.arn, worker)


STARTED = Started("lambda:function", steps)
