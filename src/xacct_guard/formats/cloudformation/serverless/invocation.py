"""Who is let in to invoke a function: the permission that the transform makes of an event.

Reference: serverless-application-model/latest/developerguide/sam-property-function-eventsource.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ....span import Node
from ..call import call_of
from .event import RULES, Event
from .nodes import Made, get_att, opened, ref, resource, sub, text

_HERE = "${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}"
_VARIABLE = re.compile(r"\{[\w.-]+\+?\}")
_ANY = ("any", "x-amazon-apigateway-any-method")
_APIS = {"Api": ("RestApiId", "ServerlessRestApi"), "HttpApi": ("ApiId", "ServerlessHttpApi")}
"""Which property of an event names its API, and which API it has without."""


def permission(event: Event, source: Node, function: Node) -> Made:
    """The permission for an event; none for one that the function reads itself."""
    principal = _PRINCIPALS.get(event.kind)
    if principal is None:
        return
    properties = {
        "FunctionName": function,
        "Action": text("lambda:InvokeFunction", event.at),
        "Principal": text(principal, event.at),
        **_SOURCES.get(event.kind, _rule)(event),
    }
    infix = "Cognito" if event.kind == "Cognito" else event.name
    made = resource(source, event.at, "AWS::Lambda::Permission", properties)
    yield f"{event.logical}{infix}Permission", made


def is_implicit(event: Event) -> bool:
    """Does an event belong to the API that the transform makes where none is named?"""
    return event.kind in _APIS and event.get(_APIS[event.kind][0]) is None


def _rule(event: Event) -> Mapping[str, Node]:
    if event.kind in RULES:
        return {"SourceArn": get_att(event.id, "Arn", event.at)}
    return {"SourceArn": opened(f"source of event {event.name} of {event.logical}", event.at)}


def _bucket(event: Event) -> Mapping[str, Node]:
    # The bucket may wait for the permission: it is the account that is named.
    return {"SourceAccount": ref("AWS::AccountId", event.at)}


def _topic(event: Event) -> Mapping[str, Node]:
    topic = event.get("Topic")
    return {"SourceArn": topic} if topic else _rule(event)


def _api(event: Event) -> Mapping[str, Node]:
    named, implicit = _APIS[event.kind]
    api = event.get(named) or ref(implicit, event.at)
    template = f"arn:{_HERE % 'execute-api'}:${{__Api__}}/*{_called(event)}"
    return {"SourceArn": sub(template, {"__Api__": api}, event.at)}


def _called(event: Event) -> str:
    """Method and path, as the ARN of a call has them; an HTTP API's event without them takes the rest."""
    path, method = _text(event.get("Path")), _text(event.get("Method"))
    if event.kind == "HttpApi" and path in (None, "/$default"):
        return "/$default"
    verb = "*" if not method or method.lower() in _ANY else method.upper()
    where = _VARIABLE.sub("*", path.rstrip("/") or "/") if path else "/*"
    return f"/{verb}{where}"


def _text(node: Node | None) -> str | None:
    return node.text if node is not None and call_of(node) is None else None


def _logs(event: Event) -> Mapping[str, Node]:
    group = event.get("LogGroupName") or opened(f"log group of {event.id}", event.at)
    template = f"arn:{_HERE % 'logs'}:log-group:${{__Group__}}:*"
    return {"SourceArn": sub(template, {"__Group__": group}, event.at)}


def _things(event: Event) -> Mapping[str, Node]:
    rule = opened(f"rule of event {event.name} of {event.logical}", event.at)
    return {
        "SourceArn": sub(f"arn:{_HERE % 'iot'}:rule/${{__Rule__}}", {"__Rule__": rule}, event.at),
        "SourceAccount": ref("AWS::AccountId", event.at),
    }


def _pool(event: Event) -> Mapping[str, Node]:
    pool = event.get("UserPool")
    call = call_of(pool) if pool is not None else None
    if call is None or call.name != "Ref" or call.argument.text is None:
        return _rule(event)
    return {"SourceArn": get_att(call.argument.text, "Arn", event.at)}


def _skill(event: Event) -> Mapping[str, Node]:
    skill = event.get("SkillId")
    return {"EventSourceToken": skill} if skill else {}


_PRINCIPALS = {
    "AlexaSkill": "alexa-appkit.amazon.com",
    "Api": "apigateway.amazonaws.com",
    "CloudWatchEvent": "events.amazonaws.com",
    "CloudWatchLogs": "logs.amazonaws.com",
    "Cognito": "cognito-idp.amazonaws.com",
    "EventBridgeRule": "events.amazonaws.com",
    "HttpApi": "apigateway.amazonaws.com",
    "IoTRule": "iot.amazonaws.com",
    "S3": "s3.amazonaws.com",
    "SNS": "sns.amazonaws.com",
    "Schedule": "events.amazonaws.com",
}
_SOURCES: Mapping[str, Callable[[Event], Mapping[str, Node]]] = {
    "AlexaSkill": _skill,
    "Api": _api,
    "CloudWatchLogs": _logs,
    "Cognito": _pool,
    "HttpApi": _api,
    "IoTRule": _things,
    "S3": _bucket,
    "SNS": _topic,
}
