"""Newcomers: services and identity providers that come on behalf of somebody whom nobody knows."""

from __future__ import annotations

from collections.abc import Mapping

from ..graph.region import partition_in
from ..iam.decision import Decision
from ..iam.policy import Condition, Effect, Policy
from ..iam.request import Principal, PrincipalKind
from ..question import Circumstances, Question, ask
from .facts import Facts, fact

_STRANGER = "000000000000"  # an account that no policy names


def for_stranger(service: str, action: str, resource: str, facts: Facts) -> Decision:
    """What a service is told that says it acts for something of an account that nobody knows.

    Only for services that say so: of others the two keys are absent, and a condition on them keeps all out.
    """
    name = service.partition(".")[0]
    source = f"arn:{partition_in(resource)}:{name}:us-east-1:{_STRANGER}:any/any"
    claims = {"aws:sourceaccount": _STRANGER, "aws:sourcearn": source}
    return _answer(Principal(PrincipalKind.SERVICE, service), action, resource, claims, facts)


def may_let_in_strangers(policy: Policy | None) -> bool:
    """May a policy let in a service that says this? None does that asks each for accounts that it names."""
    if policy is None:
        return False
    allows = (each for each in policy.statements if each.effect is Effect.ALLOW)
    return any(not any(map(_names_accounts, each.conditions)) for each in allows)


def _names_accounts(condition: Condition) -> bool:
    """Must the request be for an account that is written out? Nobody writes out the stranger's."""
    is_asked = condition.operator == "StringEquals" and condition.key.lower() == "aws:sourceaccount"
    named = [value.text for value in condition.values]
    is_known = all(each.isascii() and each.isdecimal() and each != _STRANGER for each in named)
    return is_asked and is_known and bool(named) and condition.set_operator is None


def by_token(provider: str, role: str, claims: dict[str, str], facts: Facts) -> Decision:
    """What somebody is told who brings a token of an identity provider with these claims."""
    principal = Principal(PrincipalKind.PROVIDER, provider)
    return _answer(principal, "sts:AssumeRoleWithWebIdentity", role, claims, facts)


def _answer(
    principal: Principal, action: str, resource: str, sent: Mapping[str, str], facts: Facts
) -> Decision:
    known = _answers(facts)
    asked = principal.arn, action, resource, tuple(sent.items())
    if asked not in known:
        told = Circumstances({key.lower(): value for key, value in sent.items()})
        known[asked] = ask(Question(principal, action, resource, told), facts.graph).decision
    return known[asked]


@fact
def _answers(_facts: Facts) -> dict[tuple[object, ...], Decision]:
    """What has been asked already: a policy may say the same in a thousand statements."""
    return {}
