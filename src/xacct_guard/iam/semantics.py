"""The few ways in which services differ, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AccountTrust(StrEnum):
    """What an account's own identity policies are worth on a resource of that account."""

    ALWAYS = "always"  # the rule: identity or resource policy suffices at home
    IF_POLICY_SAYS = "if the resource's policy says so"  # KMS keys and roles: only by delegation
    NO_RESOURCE_POLICY = "identity alone"  # there is no resource policy: nobody from outside


@dataclass(frozen=True, slots=True)
class Semantics:
    """How one kind of resource decides."""

    account_trust: AccountTrust = AccountTrust.ALWAYS
    is_trust_policy: bool = False  # a role: verdicts name `trust`
    same_account_only: bool = False  # iam:PassRole


DEFAULT = Semantics()
KMS_KEY = Semantics(AccountTrust.IF_POLICY_SAYS)
ROLE_TRUST = Semantics(AccountTrust.IF_POLICY_SAYS, is_trust_policy=True)
PASS_ROLE = Semantics(AccountTrust.NO_RESOURCE_POLICY, same_account_only=True)
IDENTITY_ONLY = Semantics(AccountTrust.NO_RESOURCE_POLICY)
