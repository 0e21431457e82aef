"""Amazon EventBridge."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "events",
    resources=(
        ResourceType(
            "events:rule",
            arn="arn:{partition}:events:{region}:{account}:rule/{name}",
            cfn="AWS::Events::Rule",
            named_by="Name",
            attributes={"Arn": "{arn}"},
            takes_policy=False,
            facts={"targets": "Targets", "pattern": "EventPattern", "role": "RoleArn"},
        ),
    ),
)
