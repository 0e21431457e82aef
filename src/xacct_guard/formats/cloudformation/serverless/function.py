"""Functions of the transform: the function, its role, its alias and address, what its events need.

References: serverless-application-model/latest/developerguide/sam-resource-function.html,
sam-specification-generated-resources-function.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....span import Node, Span
from ..call import call_of
from .event import RULES, Event, events_of, rule, schedule
from .invocation import permission
from .nodes import Made, allow, get_att, opened, properties_of, ref, resource, text
from .policies import MANAGED, SERVICE_ROLE, Policies
from .role import inline, managed, roled

READS = {
    "DynamoDB": f"{SERVICE_ROLE}/AWSLambdaDynamoDBExecutionRole",
    "Kinesis": f"{SERVICE_ROLE}/AWSLambdaKinesisExecutionRole",
    "MSK": f"{SERVICE_ROLE}/AWSLambdaMSKExecutionRole",
    "SQS": f"{SERVICE_ROLE}/AWSLambdaSQSQueueExecutionRole",
}
"""What a function's role gets for reading where its events come from."""
_SOURCES = {"DynamoDB": "Stream", "Kinesis": "Stream", "MSK": "Stream", "SQS": "Queue"}
"""Which property of an event says where the function reads it."""
UNREAD = frozenset({"DocumentDB", "MQ", "SelfManagedKafka"})
"""Events for which the role gets policies that are not worked out here."""
_SENDS = {
    "EventBridge": "events:PutEvents",
    "Lambda": "lambda:InvokeFunction",
    "SNS": "sns:Publish",
    "SQS": "sqs:SendMessage",
}
"""What a function's role gets for what it sends to, by the type of that."""


def function(logical: str, node: Node, at: Span) -> Made:
    """The resources that a function stands for."""
    given = properties_of(node, at)
    events = events_of(logical, given)
    more = Policies(managed(_managed(given, events), at), [*_inline(given, events)])
    properties, role = roled(logical, given, at, "lambda.amazonaws.com", more)
    yield logical, resource(node, at, "AWS::Lambda::Function", properties)
    if role is not None:
        yield f"{logical}Role", resource(node, at, "AWS::IAM::Role", role)
    alias = _alias(given)
    if alias is not None:
        members = {"FunctionName": ref(logical, alias.span), "Name": alias}
        yield f"{logical}Alias{alias.text}", resource(node, at, "AWS::Lambda::Alias", members)
    called = ref(f"{logical}Alias{alias.text}" if alias else logical, at)
    for event in events:
        yield from _event(event, node, given, called)
    yield from _address(logical, node, given, called)


def _alias(given: Node) -> Node | None:
    """The name of the alias that each deployment moves on."""
    name = given.get("AutoPublishAlias")
    return name if name is not None and name.text and call_of(name) is None else None


def _managed(given: Node, events: tuple[Event, ...]) -> list[str]:
    arns = [f"{SERVICE_ROLE}/AWSLambdaBasicExecutionRole"]
    if given.get("VpcConfig") is not None:
        arns.append(f"{SERVICE_ROLE}/AWSLambdaVPCAccessExecutionRole")
    tracing = given.get("Tracing")
    if tracing is not None and tracing.text != "Disabled":
        arns.append(f"{MANAGED}/AWSXRayDaemonWriteAccess")
    kinds = dict.fromkeys(event.kind for event in events)
    return arns + [READS[kind] for kind in kinds if kind in READS]


def _inline(given: Node, events: tuple[Event, ...]) -> Iterator[Node]:
    """Policies for what the function sends to, and for events whose policies are not worked out."""
    for kind, target in _sent_to(given):
        action = _SENDS.get(kind.text or "")
        at = (target or kind).span
        on = target or opened(f"queue or topic made for {at.path}", at)
        if action is not None:
            yield inline(f"send{kind.text}", allow(action, on, at))
    for event in events:
        if event.kind in UNREAD:
            what = opened(f"what event {event.name} of {event.logical} lets its role do", event.at)
            yield inline(event.id, what)


def _sent_to(given: Node) -> Iterator[tuple[Node, Node | None]]:
    """The types of the places to which the function's failures and results go, and their ARNs."""
    places = (
        (given.get("DeadLetterQueue"), "TargetArn"),
        (given.get("EventInvokeConfig", "DestinationConfig", "OnSuccess"), "Destination"),
        (given.get("EventInvokeConfig", "DestinationConfig", "OnFailure"), "Destination"),
    )
    for place, name in places:
        kind = place.get("Type") if place else None
        if place is not None and kind is not None:
            yield kind, place.get(name)


def _event(event: Event, node: Node, given: Node, called: Node) -> Made:
    arn = get_att(event.logical, "Arn", event.at)
    if event.kind == "ScheduleV2":
        document = allow("lambda:InvokeFunction", arn, event.at)
        yield from schedule(event, node, arn, given, document)
        return
    if event.kind in RULES:
        yield from rule(event, node, arn, None)
    if event.kind in _SOURCES:
        members = {"FunctionName": called}
        if (source := event.get(_SOURCES[event.kind])) is not None:
            members["EventSourceArn"] = source
        yield event.id, resource(node, event.at, "AWS::Lambda::EventSourceMapping", members)
    if event.kind == "SNS" and (topic := event.get("Topic")) is not None:
        members = {"TopicArn": topic, "Protocol": text("lambda", event.at), "Endpoint": arn}
        yield event.id, resource(node, event.at, "AWS::SNS::Subscription", members)
    yield from permission(event, node, called)


def _address(logical: str, node: Node, given: Node, called: Node) -> Made:
    """The function's address; one that asks for no credentials lets everybody in."""
    config = given.get("FunctionUrlConfig")
    kind = config.get("AuthType") if config else None
    if config is None:
        return
    url = {**config.mapping, "TargetFunctionArn": called}
    yield f"{logical}Url", resource(node, config.span, "AWS::Lambda::Url", url)
    if kind is None or kind.text != "NONE":
        return
    at = kind.span
    everybody = {"FunctionName": called, "Principal": text("*", at)}
    for name, action, condition in (
        ("UrlPublicPermissions", "lambda:InvokeFunctionUrl", {"FunctionUrlAuthType": kind}),
        (
            "URLInvokeAllowPublicAccess",
            "lambda:InvokeFunction",
            {"InvokedViaFunctionUrl": Node(True, at)},
        ),
    ):
        members = {**everybody, "Action": text(action, at), **condition}
        yield f"{logical}{name}", resource(node, at, "AWS::Lambda::Permission", members)
