"""Amazon Athena."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "athena",
    resources=(
        ResourceType(
            "athena:workgroup",
            arn="arn:{partition}:athena:{region}:{account}:workgroup/{name}",
            cfn="AWS::Athena::WorkGroup",
            named_by="Name",
            takes_policy=False,
            facts={"configuration": "WorkGroupConfiguration"},
        ),
    ),
)
