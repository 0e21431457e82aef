"""Amazon EventBridge: rules and the policies of buses."""

from __future__ import annotations

from ..graph.step import Steps
from . import Creation, Handler


def policy(creation: Creation) -> Steps:
    """Let somebody put events on a bus."""
    bus = (*creation.texts("EventBusName"), "default")[0]
    arn = creation.maker.arn("events", f"event-bus/{bus}")
    yield creation.ask("events:PutPermission", arn)
    says = f"look after `{creation.made.place}`"
    yield creation.ask("events:DescribeEventBus", arn, says=says, optional=True)


HANDLERS = (
    Handler(
        "AWS::Events::Rule",
        create=("events:PutRule",),
        given={"Targets": ("events:PutTargets",), "Tags": ("events:TagResource",)},
        aside=("events:DescribeRule",),
        passes={
            "Targets[].RoleArn": "events.amazonaws.com",
            "RoleArn": "events.amazonaws.com",
        },
        keys={"events:targetarn": "Targets[].Arn"},
    ),
    Handler("AWS::Events::EventBusPolicy", steps=policy),
)
