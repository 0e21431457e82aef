"""Amazon SQS."""

from __future__ import annotations

from . import PolicyType, ResourceType, Service

SERVICE = Service(
    "sqs",
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
