"""Subscriptions of a topic: SNS calls a function or sends to a queue that lets it in, or puts into a stream.

Sources: SNS developer guide, sns-sqs-as-subscriber.html, sns-lambda-as-subscriber.html, firehose-example-
use-case.html (the role of a subscription).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...api.target import BY_POLICY, sent, target_of
from ...graph.access_graph import AccessGraph
from ...graph.caller import Caller
from ...graph.model import Resource
from ...graph.step import Page, Steps
from ...iam.arn import Arn
from ...iam.symbol import shown
from ...span import Node
from . import Initiation, Initiator

_GUIDE = "sns/latest/dg"
_POLICY = Page.of(_GUIDE, "sns-sqs-as-subscriber.html")
_ROLE = Page.of(_GUIDE, "firehose-example-use-case.html")
_SERVICE = "sns.amazonaws.com"
_OF_AWS = ("lambda", "sqs", "firehose")
"""Protocols whose endpoint is a resource of AWS; mail, telephones and addresses need no permission."""


def found(graph: AccessGraph) -> Iterator[Initiation]:
    """The subscriptions written with a topic, and those apart from it."""
    for topic in graph.of_type("sns:topic"):
        written = topic.facts.get("subscriptions")
        for node in written.items if written else ():
            members = (node.get("Protocol"), node.get("Endpoint"), node.get("SubscriptionRoleArn"))
            yield from _subscription(topic, topic.arn, *members)
    for each in graph.of_type("sns:subscription"):
        facts = each.facts
        topic_arn = facts["topic"].text if "topic" in facts else None
        by = graph.resource(topic_arn or "") or each
        members = (facts.get("protocol"), facts.get("endpoint"), facts.get("role"))
        yield from _subscription(by, topic_arn or each.arn, *members)


def _subscription(
    by: Resource, topic: str, protocol: Node | None, endpoint: Node | None, role: Node | None
) -> Iterator[Initiation]:
    if protocol is None or protocol.text not in _OF_AWS or endpoint is None or not endpoint.text:
        return
    name = f"deliver to {endpoint.text.rpartition(':')[2]}"
    steps = partial(_delivered, by, topic, endpoint, role)
    yield Initiation(by, "SNS subscription", name, endpoint.span, steps, endpoint.text)


def _delivered(
    by: Resource, topic: str, endpoint: Node, role: Node | None, graph: AccessGraph
) -> Steps:
    """SNS works where the topic is, whoever subscribed to it."""
    arn = Arn.parse(topic)
    account, region = (arn.account, arn.region) if arn else (by.account, by.region)
    service = Caller(_SERVICE, account, region, endpoint.span, graph)
    target = target_of(endpoint.text)
    if target is None:
        what = f"what a subscription to {shown(topic)} reaches ({shown(endpoint.text or '')})"
        yield service.unknown("deliver the message", what, _POLICY)
    elif target.kind in BY_POLICY:
        source = {"aws:sourcearn": topic}
        yield from sent(target, service, _POLICY, context=source, anywhere=True)
    elif role is None or not role.text:
        yield service.unknown("deliver the message", f"role of a subscription to {topic}", _ROLE)
    else:
        yield service.assumes(role.text, _SERVICE, _ROLE)
        yield from sent(target, service.at(role.text), _ROLE)


INITIATOR = Initiator(found)
