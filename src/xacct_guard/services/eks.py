"""Amazon EKS."""

from __future__ import annotations

from ..iam.semantics import IDENTITY_ONLY
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
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={"role": "RoleArn"},
        ),
    ),
)
