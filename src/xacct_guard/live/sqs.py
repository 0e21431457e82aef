"""Amazon SQS."""

from __future__ import annotations

from ..shape import name_in, shape
from . import Ask, Kind

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
            QueueName=name_in("get_queue_attributes.QueueArn"),
            KmsMasterKeyId="get_queue_attributes.KmsMasterKeyId",
        ),
        policy="get_queue_attributes.Policy",
    ),
)
