"""The address of a queue, by which CloudFormation and Terraform name it."""

from __future__ import annotations

from ..iam.arn import Arn


def queue_url(arn: str) -> str:
    """The address of the queue of this ARN.

    AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html.
    """
    parsed = Arn.parse(arn)
    if parsed is None:
        return arn
    end = "amazonaws.com.cn" if parsed.partition == "aws-cn" else "amazonaws.com"
    return f"https://sqs.{parsed.region}.{end}/{parsed.account}/{parsed.name}"
