"""Amazon EKS."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "eks",
    resources=(
        ResourceType(
            "eks:cluster",
            arn="arn:{partition}:eks:{region}:{account}:cluster/{name}",
            cfn="AWS::EKS::Cluster",
            named_by="Name",
            attributes={"Arn": "{arn}"},
            takes_policy=False,
            facts={"role": "RoleArn"},
        ),
    ),
)
