"""Amazon SQS."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.access_graph import AccessGraph
from ..graph.message_key import behind_message
from ..graph.step import Page, Step
from . import PolicyType, ResourceType, Service

_KEY = Page.of("AWSSimpleQueueService/latest/SQSDeveloperGuide", "sqs-key-management.html")
_ASKED = {
    "sqs:SendMessage": ("kms:GenerateDataKey", "kms:Decrypt"),
    "sqs:ReceiveMessage": ("kms:Decrypt",),
}


def implied(step: Step, graph: AccessGraph) -> Iterator[Step]:
    """Sending to an encrypted queue takes a data key of its KMS key; reading from it takes it up again."""
    if (asked := _ASKED.get(step.action)) is not None:
        yield from behind_message(step, graph.resource(step.resource), "sqs", asked, _KEY)


SERVICE = Service(
    "sqs",
    implied=implied,
    resources=(
        ResourceType(
            "sqs:queue",
            arn="arn:{partition}:sqs:{region}:{account}:{name}",
            cfn="AWS::SQS::Queue",
            named_by="QueueName",
            ref="https://sqs.{region}.amazonaws.com/{account}/{name}",
            attributes={
                "Arn": "{arn}",
                "QueueName": "{name}",
                "QueueUrl": "https://sqs.{region}.amazonaws.com/{account}/{name}",
            },
            facts={"key": "KmsMasterKeyId"},
        ),
    ),
    policies=(
        PolicyType("AWS::SQS::QueuePolicy", of="sqs:queue", target="Queues"),
        PolicyType("AWS::SQS::QueueInlinePolicy", of="sqs:queue", target="Queue"),
    ),
)
