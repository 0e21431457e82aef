"""AWS Key Management Service."""

from __future__ import annotations

from ..iam.semantics import KMS_KEY
from . import ResourceType, Service

SERVICE = Service(
    "kms",
    resources=(
        ResourceType(
            "kms:key",
            arn="arn:{partition}:kms:{region}:{account}:key/{name}",
            cfn="AWS::KMS::Key",
            attributes={"Arn": "{arn}", "KeyId": "{name}"},
            unnamed="????????-????-????-????-????????????",
            policy="KeyPolicy",
            semantics=KMS_KEY,
        ),
    ),
)
