"""APIs of the transform: those that are written, and those that events make where they name none.

References: serverless-application-model/latest/developerguide/sam-resource-api.html, sam-resource-httpapi.html.
"""

from __future__ import annotations

from collections.abc import Iterable

from ....span import Node, Span
from ..call import call_of
from .event import Event
from .invocation import is_implicit
from .nodes import Made, properties_of, ref, resource, text


def rest_api(logical: str, node: Node, at: Span) -> Made:
    """An API of REST, its stage, and the policy that says who may call it."""
    given = properties_of(node, at)
    named = {"DefinitionBody": "Body", "Name": "Name", "Description": "Description"}
    properties = {to: given.mapping[name] for name, to in named.items() if name in given.mapping}
    if (location := given.get("DefinitionUri")) is not None:
        properties["BodyS3Location"] = location
    if (policy := given.get("Auth", "ResourcePolicy", "CustomStatements")) is not None:
        properties["Policy"] = Node({"Statement": policy}, policy.span)
    yield logical, resource(node, at, "AWS::ApiGateway::RestApi", properties)
    name = given.get("StageName") or text("Prod", at)
    stage = {"RestApiId": ref(logical, at), "StageName": name}
    yield f"{logical}{_prefix(name)}Stage", resource(node, at, "AWS::ApiGateway::Stage", stage)


def http_api(logical: str, node: Node, at: Span) -> Made:
    """An API of HTTP and its stage."""
    given = properties_of(node, at)
    named = {"DefinitionBody": "Body", "Name": "Name", "DefinitionUri": "BodyS3Location"}
    properties = {to: given.mapping[name] for name, to in named.items() if name in given.mapping}
    yield logical, resource(node, at, "AWS::ApiGatewayV2::Api", properties)
    name = given.get("StageName")
    stage = {"ApiId": ref(logical, at), "StageName": name or text("$default", at)}
    infix = _prefix(name) if name else "ApiGatewayDefault"
    yield f"{logical}{infix}Stage", resource(node, at, "AWS::ApiGatewayV2::Stage", stage)


def implicit_apis(events: Iterable[Event]) -> Made:
    """The APIs of events that name none: one of each kind for the whole template."""
    kinds = {"Api": ("ServerlessRestApi", rest_api), "HttpApi": ("ServerlessHttpApi", http_api)}
    for kind, (logical, make) in kinds.items():
        first = next((each for each in events if each.kind == kind and is_implicit(each)), None)
        if first is not None:
            yield from make(logical, Node({}, first.at), first.at)


def _prefix(name: Node) -> str:
    """The stage's name in the logical id; none where only the deployment knows it."""
    is_known = call_of(name) is None and (name.text or "").isalnum()
    return name.text or "" if is_known else ""
