"""Amazon SQS: queues and their policies."""

from __future__ import annotations

from ..graph.step import Steps
from . import Creation, Handler


def put_policy(creation: Creation) -> Steps:
    """Put the policy on each queue, which the template names by its address."""
    for queue in (*creation.texts("Queues[]"), *creation.texts("Queue")):
        name = queue.rpartition("/")[2]
        arn = queue if queue.startswith("arn:") else creation.maker.arn("sqs", name)
        yield creation.ask("sqs:SetQueueAttributes", arn)


HANDLERS = (
    Handler(
        "AWS::SQS::Queue",
        create=("sqs:CreateQueue",),
        given={"Tags": ("sqs:TagQueue",)},
        aside=("sqs:GetQueueAttributes",),
    ),
    Handler("AWS::SQS::QueuePolicy", steps=put_policy),
    Handler("AWS::SQS::QueueInlinePolicy", steps=put_policy),
)
