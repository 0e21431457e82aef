"""Amazon EventBridge Pipes."""

from __future__ import annotations

from ..iam.semantics import IDENTITY_ONLY
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
            semantics=IDENTITY_ONLY,
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
