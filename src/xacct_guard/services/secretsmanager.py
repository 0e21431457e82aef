"""AWS Secrets Manager."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.access_graph import AccessGraph
from ..graph.aws_managed_key import is_own_managed_key
from ..graph.caller import Caller
from ..graph.key import key_arn
from ..graph.model import Resource
from ..graph.step import Page, Step
from ..iam.symbol import Symbol, has_symbol
from . import PolicyType, ResourceType, Service

_ENCRYPTION = Page.of("secretsmanager/latest/userguide", "security-encryption.html")


def secret_arn(said: str, caller: Caller) -> str:
    """The secret that `name` or an ARN means; a key of its text, a stage and a version may follow.

    Only the whole ARN ends in the six characters that Secrets Manager draws by lot.
    """
    if said.startswith("arn:"):
        return ":".join(said.split(":")[:7])
    if has_symbol(said) and ":" not in said:
        return said
    name = said.partition(":")[0]
    for held in caller.graph.of_type("secretsmanager:secret"):
        if held.name == name and held.account == caller.account:
            return held.arn
    return caller.arn(
        "secretsmanager", f"secret:{name}-{Symbol(f'end of the ARN of {name}', '??????')}"
    )


def implied(step: Step, graph: AccessGraph) -> Iterator[Step]:
    """The key of a secret is asked with the same credentials.

    The one that AWS manages, which a secret without a key of its own has, is open to its own account alone
    (auth-and-access_examples_cross.html).
    """
    secret = (
        graph.resource(step.resource) if step.action == "secretsmanager:GetSecretValue" else None
    )
    key = _key(secret) if secret else None
    if secret is None or key is None or is_own_managed_key(key, step):
        return
    yield Step(
        f"{step.says}: decrypt it",
        step.principal,
        "kms:Decrypt",
        key,
        account=step.account,
        region=step.region,
        page=_ENCRYPTION,
        span=step.span,
        context={
            "kms:viaservice": f"secretsmanager.{step.region}.amazonaws.com",
            "kms:encryptioncontext:secretarn": secret.arn,
            "kms:encryptioncontextkeys": ("SecretARN", "SecretVersionId"),
            "aws:viaawsservice": "true",
        },
        optional=step.optional,
    )


def _key(secret: Resource) -> str | None:
    """The key of a secret; None where nobody can read which it is."""
    if not secret.described:
        return None
    named = secret.facts.get("key")
    text = named.text if named is not None else "alias/aws/secretsmanager"
    return key_arn(text, secret.region, secret.account) if text else None


SERVICE = Service(
    "secretsmanager",
    implied=implied,
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
