"""Control policies that stand above accounts: `aws_organizations_policy`, and what attaches one.

Reference: registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..graph.model import Attached
from ..iam.policy import Policy, PolicyKind
from ..iam.symbol import symbols_in
from .identity import attribute
from .instance import Instance, World
from .policies import doubted, policy_of

POLICY, ATTACHMENT = "aws_organizations_policy", "aws_organizations_policy_attachment"
ACCOUNT, UNIT = "aws_organizations_account", "aws_organizations_organizational_unit"
ROOT = "organizations:root"
_KINDS = {"SERVICE_CONTROL_POLICY": PolicyKind.SCP, "RESOURCE_CONTROL_POLICY": PolicyKind.RCP}
_DEEPEST = 10  # an organization has five levels of units


@dataclass(frozen=True)
class Organization:
    """The accounts and units of a world, and the control policies attached to them."""

    world: World

    def controls(self) -> Iterator[Attached]:
        """Each policy for each account that it stands above.

        `place` is None where nobody says which accounts are below the unit; `of` tells whether all are.
        """
        for attachment in self.world.of(ATTACHMENT):
            policy = self._policies.get(attachment.text("policy_id") or "")
            target = attachment.text("target_id")
            if policy is None or target is None:
                continue
            found = Attached(target, doubted(policy, attachment), attachment.span)
            if _is_root(target):
                yield replace(found, of=ROOT)
                continue
            below = self._below(target)
            if not below:
                yield found
            for id in below:
                yield replace(found, place=replace(attachment.placement, account=id))

    @cached_property
    def _policies(self) -> Mapping[str, Policy]:
        found = {}
        for instance in self.world.of(POLICY):
            kind = _KINDS.get(instance.text("type") or "SERVICE_CONTROL_POLICY")
            if kind is not None:
                content, name = instance.ask("content"), instance.address
                policy = policy_of(self.world, content, kind, name, instance.span)
                found[_id(instance)] = doubted(policy, instance)
        return found

    def _below(self, target: str) -> list[str]:
        """The accounts below a unit, as far as they are declared; an account is below itself."""
        if target.isdecimal() or target in self._accounts:
            return [target]
        return [id for id, parent in self._accounts.items() if self._is_in(parent, target)]

    def _is_in(self, unit: str, target: str) -> bool:
        for _ in range(_DEEPEST):
            if unit == target:
                return True
            unit = self._units.get(unit, "")
        return False

    @cached_property
    def _accounts(self) -> Mapping[str, str]:
        return {_id(each): each.text("parent_id") or "" for each in self.world.of(ACCOUNT)}

    @cached_property
    def _units(self) -> Mapping[str, str]:
        return {_id(each): each.text("parent_id") or "" for each in self.world.of(UNIT)}


def _id(instance: Instance) -> str:
    """What others name it by: known, or the symbol for it."""
    return attribute(instance, "id", instance.span).text or ""


def _is_root(target: str) -> bool:
    """Is this the root of an organization, by its id or by the attribute that has it?"""
    return target.startswith("r-") or any(".roots" in each.name for each in symbols_in(target))
