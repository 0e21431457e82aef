"""Amazon EventBridge Scheduler."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "scheduler",
    resources=(
        ResourceType(
            "scheduler:schedule",
            arn="arn:{partition}:scheduler:{region}:{account}:schedule/{within}/{name}",
            cfn="AWS::Scheduler::Schedule",
            named_by="Name",
            within="GroupName",
            attributes={"Arn": "{arn}"},
            takes_policy=False,
            facts={
                "target": "Target",
                "group": "GroupName",
                "key": "KmsKeyArn",
                "state": "State",
            },
        ),
    ),
)
