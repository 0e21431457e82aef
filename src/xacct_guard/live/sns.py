"""Amazon SNS: topics and who listens to them."""

from __future__ import annotations

from ..shape import name_in, shape
from . import Ask, Kind

LIVE = (
    Kind(
        "sns:topic",
        Ask("sns", "list_topics", ("sns:ListTopics",)),
        items="Topics",
        named="TopicArn",
        looks=(
            Ask(
                "sns",
                "get_topic_attributes",
                ("sns:GetTopicAttributes",),
                {"TopicArn": "TopicArn"},
                keep="Attributes.{Policy: Policy, KmsMasterKeyId: KmsMasterKeyId}",
            ),
        ),
        gone=("NotFound",),
        cfn="AWS::SNS::Topic",
        properties=shape(
            TopicName=name_in("list_topics.TopicArn"),
            KmsMasterKeyId="get_topic_attributes.KmsMasterKeyId",
        ),
        policy="get_topic_attributes.Policy",
    ),
    Kind(
        "sns:subscription",
        # One that nobody confirmed has no ARN yet.
        Ask("sns", "list_subscriptions", ("sns:ListSubscriptions",)),
        items="Subscriptions[?starts_with(SubscriptionArn, 'arn:')]",
        named="SubscriptionArn",
        cfn="AWS::SNS::Subscription",
        properties=shape(
            TopicArn="list_subscriptions.TopicArn",
            Protocol="list_subscriptions.Protocol",
            Endpoint="list_subscriptions.Endpoint",
        ),
        arn="list_subscriptions.SubscriptionArn",
    ),
)
