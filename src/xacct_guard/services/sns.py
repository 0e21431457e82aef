"""Amazon SNS."""

from __future__ import annotations

from . import PolicyType, ResourceType, Service

SERVICE = Service(
    "sns",
    resources=(
        ResourceType(
            "sns:topic",
            arn="arn:{partition}:sns:{region}:{account}:{name}",
            cfn="AWS::SNS::Topic",
            named_by="TopicName",
            ref="arn",
            attributes={"TopicArn": "{arn}", "TopicName": "{name}"},
            facts={"key": "KmsMasterKeyId"},
        ),
    ),
    policies=(
        PolicyType("AWS::SNS::TopicPolicy", of="sns:topic", target="Topics"),
        PolicyType("AWS::SNS::TopicInlinePolicy", of="sns:topic", target="TopicArn"),
    ),
)
