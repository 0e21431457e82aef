"""Methods of an API Gateway: each calls what is behind it, as a role or because a function lets it in.

Sources: API Gateway developer guide, api-gateway-control-access-using-iam-policies-to-invoke-api.html and
permissions.html; Lambda developer guide, services-apigateway.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ...api import action_called
from ...api.target import sent, target_of
from ...graph.access_graph import AccessGraph
from ...graph.caller import Caller
from ...graph.model import Resource
from ...graph.step import Page, Steps
from ...iam.symbol import Symbol, shown
from . import Initiation, Initiator

_POLICY = Page.of("lambda/latest/dg", "services-apigateway.html")
_ROLE = Page.of("apigateway/latest/developerguide", "permissions.html")
_SERVICE = "apigateway.amazonaws.com"
_FUNCTION = re.compile(r"arn:[^:]+:apigateway:[^:]+:lambda:path/[\d-]+/functions/(.+)/invocations")
_ENDPOINT = re.compile(
    r"arn:[^:]+:apigateway:[^:]+:runtime\.sagemaker:path/+endpoints/([^/]+)/invocations"
)
_CALL = re.compile(r"arn:[^:]+:apigateway:[^:]+:([\w.-]+):action/(\w+).*")


def found(graph: AccessGraph) -> Iterator[Initiation]:
    """The methods and integrations that have something of AWS behind them."""
    for method in (*graph.of_type("apigateway:method"), *graph.of_type("apigateway:integration")):
        uri = method.facts.get("uri")
        if uri is not None and uri.text and (":apigateway:" in uri.text or ":lambda:" in uri.text):
            steps = partial(_called, method, uri.text)
            yield Initiation(method, "API Gateway method", "integration", uri.span, steps)


def _called(method: Resource, uri: str, graph: AccessGraph) -> Steps:
    service = Caller(_SERVICE, method.account, method.region, method.span, graph)
    function = _FUNCTION.fullmatch(uri)
    target = target_of(function[1] if function else uri)
    given = method.facts.get("credentials")
    role = given.text if given else None
    if role is None:
        if target is None:
            yield service.unknown("call what is behind it", f"who calls {shown(uri)}", _ROLE)
        else:
            source = {"aws:sourcearn": _source(method, service)}
            yield from sent(target, service, _POLICY, context=source)
        return
    yield service.assumes(role, _SERVICE, _ROLE)
    worker = service.at(role)
    if target is not None:
        yield from sent(target, worker, _ROLE)
    else:
        yield from _asked(uri, worker)


def _asked(uri: str, worker: Caller) -> Steps:
    """What an integration with an API of AWS asks for; its parameters are made of the request."""
    endpoint, call = _ENDPOINT.fullmatch(uri), _CALL.fullmatch(uri)
    says = "call what is behind it"
    if endpoint is not None:
        arn = worker.arn("sagemaker", f"endpoint/{endpoint[1]}")
        yield worker.ask(says, "sagemaker:InvokeEndpoint", arn, _ROLE)
        return
    action = action_called(call[1], call[2]) if call else None
    if action is None:
        yield worker.unknown(says, f"what {shown(uri)} takes", _ROLE)
        return
    yield worker.ask(says, action, str(Symbol(f"what a request to {action} names")), _ROLE)


def _source(method: Resource, service: Caller) -> str:
    """The ARN that API Gateway gives of itself: the API, a stage, the verb and the path."""
    given = method.facts.get("api")
    api = (given.text if given else None) or str(Symbol(f"API of {method.place}"))
    said = method.facts.get("verb")
    verb = said.text if said is not None and said.text not in (None, "ANY") else None
    stage, path = Symbol(f"stage of {method.place}"), Symbol(f"path of {method.place}")
    return service.arn("execute-api", f"{api}/{stage}/{verb or Symbol('HTTP method')}/{path}")


INITIATOR = Initiator(found)
