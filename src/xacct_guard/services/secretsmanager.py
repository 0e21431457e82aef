"""AWS Secrets Manager."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.key import key_arn
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
    """The key of a secret that has one of its own is asked with the same credentials."""
    secret = (
        graph.resource(step.resource) if step.action == "secretsmanager:GetSecretValue" else None
    )
    key = secret.facts.get("key") if secret else None
    if secret is None or key is None or not key.text or "alias/aws/" in key.text:
        return
    yield Step(
        f"{step.says}: decrypt it",
        step.principal,
        "kms:Decrypt",
        key_arn(key.text, secret.region, secret.account),
        account=step.account,
        region=step.region,
        page=_ENCRYPTION,
        span=step.span,
        context={
            "kms:viaservice": f"secretsmanager.{step.region}.amazonaws.com",
            "kms:encryptioncontext:secretarn": secret.arn,
            "aws:viaawsservice": "true",
        },
        optional=step.optional,
    )


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
