"""Amazon SNS: topics and their policies."""

from __future__ import annotations

from ..graph.step import Steps
from . import Creation, Handler


def put_policy(creation: Creation) -> Steps:
    """Put the policy on each topic."""
    for topic in (*creation.texts("Topics[]"), *creation.texts("TopicArn")):
        yield creation.ask("sns:SetTopicAttributes", topic)


HANDLERS = (
    Handler(
        "AWS::SNS::Topic",
        create=("sns:CreateTopic",),
        given={"Subscription": ("sns:Subscribe",), "Tags": ("sns:TagResource",)},
        aside=("sns:GetTopicAttributes",),
    ),
    Handler("AWS::SNS::TopicPolicy", steps=put_policy),
    Handler("AWS::SNS::TopicInlinePolicy", steps=put_policy),
)
