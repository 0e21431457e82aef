"""Notifications of a bucket: S3 calls a function, or sends to a topic or queue, whose policy lets it in.

Source: S3 user guide, EventNotifications.html and grant-destinations-permissions-to-s3.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...api.target import sent, target_of
from ...graph.access_graph import AccessGraph
from ...graph.caller import Caller
from ...graph.model import Resource
from ...graph.step import Page, Steps
from ...iam.symbol import shown
from ...span import Node
from . import Initiation, Initiator

_PAGE = Page.of("AmazonS3/latest/userguide", "grant-destinations-permissions-to-s3.html")
_DESTINATIONS = (
    *("Function", "Queue", "Topic"),
    *("LambdaFunctionArn", "QueueArn", "TopicArn"),
)


def found(graph: AccessGraph) -> Iterator[Initiation]:
    """The destinations of the notifications of every bucket."""
    for holder in (*graph.of_type("s3:bucket"), *graph.of_type("s3:bucket-notifications")):
        bucket = _bucket(holder, graph)
        for node in _each(holder.facts.get("notifications")):
            arn = next(filter(None, map(node.text_at, _DESTINATIONS)), "")
            name = arn.rpartition(":")[2] or "destination"
            steps = partial(_notified, bucket, arn, node)
            yield Initiation(bucket, "S3 notification", f"notify {name}", node.span, steps, arn)


def _bucket(holder: Resource, graph: AccessGraph) -> Resource:
    """The bucket that the notifications are of, where they are written apart."""
    named = holder.facts.get("bucket") if holder.type != "s3:bucket" else None
    name = named.text if named else None
    return next(iter(graph.named("s3:bucket", name)), holder)


def _each(configuration: Node | None) -> Iterator[Node]:
    for kind in configuration.mapping.values() if configuration else ():
        for node in kind.items:
            if any(name in node.mapping for name in _DESTINATIONS):
                yield node


def _notified(bucket: Resource, arn: str, node: Node, graph: AccessGraph) -> Steps:
    service = Caller("s3.amazonaws.com", bucket.account, bucket.region, node.span, graph)
    target = target_of(arn)
    if target is None:
        what = f"what a notification of {bucket.name} reaches ({shown(arn)})"
        yield service.unknown("notify", what, _PAGE)
        return
    source = {"aws:sourcearn": bucket.arn, "aws:sourceaccount": bucket.account}
    yield from sent(target, service, _PAGE, context=source)


INITIATOR = Initiator(found)
