"""Amazon EventBridge Pipes."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "pipes",
    resources=(
        ResourceType(
            "pipes:pipe",
            arn="arn:{partition}:pipes:{region}:{account}:pipe/{name}",
            cfn="AWS::Pipes::Pipe",
            named_by="Name",
            attributes={"Arn": "{arn}"},
            takes_policy=False,
            facts={
                "role": "RoleArn",
                "source": "Source",
                "enrichment": "Enrichment",
                "target": "Target",
                "state": "DesiredState",
            },
        ),
    ),
)
