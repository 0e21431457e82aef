"""Amazon SNS."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.access_graph import AccessGraph
from ..graph.message_key import behind_message
from ..graph.step import Page, Step
from . import UUID, PolicyType, ResourceType, Service

_KEY = Page.of("sns/latest/dg", "sns-key-management.html")


def implied(step: Step, graph: AccessGraph) -> Iterator[Step]:
    """Publishing to an encrypted topic takes a data key of its KMS key."""
    if step.action == "sns:Publish":
        asked = ("kms:GenerateDataKey", "kms:Decrypt")
        yield from behind_message(step, graph.resource(step.resource), "sns", asked, _KEY)


SERVICE = Service(
    "sns",
    implied=implied,
    resources=(
        ResourceType(
            "sns:topic",
            arn="arn:{partition}:sns:{region}:{account}:{name}",
            cfn="AWS::SNS::Topic",
            named_by="TopicName",
            ref="arn",
            attributes={"TopicArn": "{arn}", "TopicName": "{name}"},
            facts={"key": "KmsMasterKeyId", "subscriptions": "Subscription"},
        ),
        ResourceType(
            "sns:subscription",
            arn="arn:{partition}:sns:{region}:{account}:{within}:{name}",
            cfn="AWS::SNS::Subscription",
            unnamed=UUID,
            within="TopicArn",
            ref="arn",
            takes_policy=False,
            facts={
                "topic": "TopicArn",
                "protocol": "Protocol",
                "endpoint": "Endpoint",
                "role": "SubscriptionRoleArn",
                "dead_letters": "RedrivePolicy",
            },
        ),
    ),
    policies=(
        PolicyType("AWS::SNS::TopicPolicy", of="sns:topic", target="Topics"),
        PolicyType("AWS::SNS::TopicInlinePolicy", of="sns:topic", target="TopicArn"),
    ),
)
