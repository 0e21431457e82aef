"""AWS Secrets Manager."""

from __future__ import annotations

from . import PolicyType, ResourceType, Service

SERVICE = Service(
    "secretsmanager",
    resources=(
        ResourceType(
            "secretsmanager:secret",
            arn="arn:{partition}:secretsmanager:{region}:{account}:secret:{name}",
            cfn="AWS::SecretsManager::Secret",
            named_by="Name",
            ref="arn",
            attributes={"Id": "{arn}"},
            unnamed="{logical}-*",
            tail="-??????",
            facts={"key": "KmsKeyId"},
        ),
    ),
    policies=(
        PolicyType(
            "AWS::SecretsManager::ResourcePolicy",
            of="secretsmanager:secret",
            target="SecretId",
            document="ResourcePolicy",
        ),
    ),
)
