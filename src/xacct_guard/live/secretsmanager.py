"""AWS Secrets Manager: which secrets there are, never what they hold."""

from __future__ import annotations

from ..shape import shape
from . import Ask, Kind

LIVE = (
    Kind(
        "secretsmanager:secret",
        Ask("secretsmanager", "list_secrets", ("secretsmanager:ListSecrets",)),
        items="SecretList",
        named="Name",
        looks=(
            Ask(
                "secretsmanager",
                "get_resource_policy",
                ("secretsmanager:GetResourcePolicy",),
                {"SecretId": "ARN"},
            ),
        ),
        gone=("ResourceNotFoundException",),
        cfn="AWS::SecretsManager::Secret",
        properties=shape(Name="list_secrets.Name", KmsKeyId="list_secrets.KmsKeyId"),
        arn="list_secrets.ARN",
        policy="get_resource_policy.ResourcePolicy",
    ),
)
