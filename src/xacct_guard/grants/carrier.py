"""Carrier: a role with its trust policy or a resource with its own, and the grants on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..graph.access_graph import AccessGraph
from ..iam.layers import KmsGrant
from ..iam.policy import Effect, Policy, PolicyKind
from ..iam.symbol import has_symbol
from ..span import Source, Span

_SILENT = Policy(PolicyKind.RESOURCE, "none", (), Span(Source("", "")))


@dataclass(frozen=True, slots=True)
class Carrier:
    """What may let somebody in: `policy` says nothing where there are only grants."""

    arn: str
    account: str
    kind: PolicyKind
    policy: Policy
    grants: tuple[KmsGrant, ...] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        """What its policy can speak of: a trust policy of who takes on the role, and nothing else."""
        return ("sts:*",) if self.kind is PolicyKind.TRUST else ("*",)

    @property
    def action(self) -> str:
        """Some action of which it decides."""
        service = self.arn.split(":")[2]
        return "sts:AssumeRole" if self.kind is PolicyKind.TRUST else f"{service}:Any"

    @property
    def resources(self) -> tuple[str, ...]:
        """What its policy can speak of: itself, its parts, the versions of a group."""
        if self.kind is PolicyKind.TRUST or ":kms:" in self.arn:
            return (self.arn,)
        parts = (self.arn, f"{self.arn}/*", f"{self.arn}:*")
        head, group, name = self.arn.partition(":model-package-group/")
        return (*parts, f"{head}:model-package/{name}/*") if group else parts

    def may_let_in(self, account: str) -> bool:
        """Does some entry look like it names somebody of the account? If in doubt, yes."""
        allows = [one for one in self.policy.statements if one.effect is Effect.ALLOW]
        texts = {one.grantee for one in self.grants}
        for principals in (one.principals for one in allows):
            if principals is None or principals.canonical_user:
                return True
            texts |= {one.text for one in principals.aws}
        return self.policy.unresolved is not None or any(_may_be_of(one, account) for one in texts)


def carriers_of(graph: AccessGraph) -> Iterator[Carrier]:
    """Every role with a trust policy, and every resource with a policy or grants.

    Not VPC endpoints, which only take away.
    """
    for role in graph.roles.values():
        if role.trust is not None:
            yield Carrier(role.arn, role.account, PolicyKind.TRUST, role.trust)
    for one in graph.resources.values():
        grants = graph.grants.get(one.arn, ())
        if one.type != "ec2:vpc-endpoint" and (one.policy or grants):
            policy = one.policy or _SILENT
            yield Carrier(one.arn, one.account, PolicyKind.RESOURCE, policy, grants)


def _may_be_of(text: str, account: str) -> bool:
    unclear = "*" in text or ":" not in text or has_symbol(text.split(":")[4:5][0] or "")
    return unclear or account in text
