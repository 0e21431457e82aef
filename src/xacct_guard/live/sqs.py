"""Amazon SQS."""

from __future__ import annotations

from ..shape import at, shape
from ..span import Node
from . import Ask, Kind


def _name(record: Node) -> Node | None:
    """The name, with which the URL ends (SQSDeveloperGuide/sqs-queue-message-identifiers.html)."""
    url = at(record, "list_queues.name")
    return Node((url.text or "").rpartition("/")[2], url.span) if url else None


LIVE = (
    Kind(
        "sqs:queue",
        Ask("sqs", "list_queues", ("sqs:ListQueues",)),
        items="QueueUrls",
        named="name",
        looks=(
            Ask(
                "sqs",
                "get_queue_attributes",
                ("sqs:GetQueueAttributes",),
                {"QueueUrl": "name"},
                fixed={"AttributeNames": ("QueueArn", "Policy", "KmsMasterKeyId")},
                keep="Attributes.{QueueArn: QueueArn, Policy: Policy, KmsMasterKeyId: KmsMasterKeyId}",
            ),
        ),
        gone=("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"),
        cfn="AWS::SQS::Queue",
        properties=shape(
            QueueName=_name,
            KmsMasterKeyId="get_queue_attributes.KmsMasterKeyId",
        ),
        policy="get_queue_attributes.Policy",
    ),
)
