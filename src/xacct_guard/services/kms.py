"""AWS Key Management Service."""

from __future__ import annotations

from collections.abc import Mapping

from ..graph.access_graph import AccessGraph
from ..graph.key import key_behind
from ..graph.step import Step
from ..iam.arn import Arn
from ..iam.request import ContextValue
from ..iam.symbol import Symbol
from . import ResourceType, Service


def sends(step: Step, graph: AccessGraph) -> Mapping[str, ContextValue]:
    """The account of whoever asks, and the aliases that the key has (conditions-kms.html)."""
    asking = Arn.parse(step.principal)
    caller: Mapping[str, ContextValue] = {"kms:calleraccount": asking.account} if asking else {}
    aliases = [each.arn for each in graph.made_out("kms:alias", key_behind, step.resource)]
    if not aliases:
        return caller
    names = (*(arn.rpartition(":")[2] for arn in aliases), str(_FURTHER))
    return {**caller, "kms:resourcealiases": names}


_FURTHER = Symbol("further aliases of the key", "alias/*")
"""A key may have more than the estate tells of."""


SERVICE = Service(
    "kms",
    sends=sends,
    resources=(
        ResourceType(
            "kms:key",
            arn="arn:{partition}:kms:{region}:{account}:key/{name}",
            cfn="AWS::KMS::Key",
            attributes={"Arn": "{arn}", "KeyId": "{name}"},
            unnamed="????????-????-????-????-????????????",
            policy="KeyPolicy",
            default_policy=True,
            facts={"multi_region": "MultiRegion", "enabled": "Enabled"},
        ),
        ResourceType(
            "kms:replica",
            # The replica of a multi-Region key has the key's own id (multi-region-keys-overview.html).
            arn="arn:{partition}:kms:{region}:{account}:key/{name}",
            cfn="AWS::KMS::ReplicaKey",
            named_by="PrimaryKeyArn",
            attributes={"Arn": "{arn}", "KeyId": "{name}"},
            policy="KeyPolicy",
            default_policy=True,
            facts={"enabled": "Enabled"},
        ),
        ResourceType(
            "kms:alias",
            arn="arn:{partition}:kms:{region}:{account}:alias/{name}",
            cfn="AWS::KMS::Alias",
            named_by="AliasName",
            # What asks for an alias is decided by the policy of the key behind it.
            ref="alias/{name}",
            facts={"key": "TargetKeyId"},
        ),
    ),
    # Present only where a service calls KMS for somebody, or a grant is made (policy-conditions.html).
    never_sent=frozenset(
        {
            "kms:viaservice",
            "kms:encryptioncontextkeys",
            "kms:grantisforawsresource",
            "kms:grantoperations",
            "kms:granteeprincipal",
            "kms:retiringprincipal",
            "kms:grantconstrainttype",
            "kms:requestalias",
            "kms:bypasspolicylockoutsafetycheck",
        }
    ),
)
