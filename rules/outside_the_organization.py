"""
A policy lets in an account that is not one of the organization, or another organization.

## Why
The configuration names the organization and its accounts. A principal of another account is a
supplier, a former account, or a digit that somebody got wrong: an id that looks right names
somebody else's account. Accounts that AWS itself writes access logs from are left out, and so are
statements with a condition on the principal's organization; one that names another organization is
found, where it lets in anybody of that one.

## Instead
Remove it, or add the account to `accounts:` in the configuration, which is the list of those that
may be let in. In conditions write the id of the organization that the accounts are in.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html

Peers: Prowler `*_cross_account_*` checks with a list of trusted accounts.
"""

import re
from collections.abc import Iterator

from xacct_guard.rule import (
    Abroad,
    Arn,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Policy,
    PolicyKind,
    Rule,
    Severity,
    Statement,
    Supposition,
    Tier,
    Written,
    is_aws_account,
)

_OF_RESOURCES = (PolicyKind.RESOURCE, PolicyKind.TRUST)
_ORGANIZATION = ("aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount")
_ANYONE = "*"
_ID = re.compile(r"o-[a-z0-9]+")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, if it is known which accounts are the organization's."""
    if facts.graph.organization is None:
        return
    for policy, statement in facts.statements.naming_principals:
        if policy.kind in _OF_RESOURCES and statement.effect is Effect.ALLOW:
            strangers = tuple(dict.fromkeys(_strangers(statement, facts)))
            others = tuple(dict.fromkeys(_others(statement, facts)))
            if strangers and others:
                yield _of_organizations(others, policy, statement, facts)
            elif set(strangers) - {_ANYONE} and not _asks_for_the_organization(statement):
                yield _of_accounts(strangers, policy, statement, facts)


def _of_accounts(
    strangers: tuple[str, ...], policy: Policy, statement: Statement, facts: Facts
) -> Finding:
    named = "`, `".join(each for each in strangers if each != _ANYONE)
    return RULE.finding(
        f"`{named}` is let in, and none of the configured accounts of `{facts.graph.organization}`",
        at=statement.span,
        says=f"in the policy of {policy.name}",
        fix=Fix("remove it, or add the account to the configuration"),
    )


def _of_organizations(
    others: tuple[Written, ...], policy: Policy, statement: Statement, facts: Facts
) -> Finding:
    named = "`, `".join(dict.fromkeys(_organization(each) for each in others))
    return RULE.finding(
        f"whoever is of `{named}` is let in, and the accounts here are of `{facts.graph.organization}`",
        at=statement.span,
        says=f"in the policy of {policy.name}",
        evidence=(Evidence(each.span, "another organization") for each in others),
        fix=Fix(f"write `{facts.graph.organization}`, or remove it"),
    )


def _strangers(statement: Statement, facts: Facts) -> Iterator[str]:
    """The accounts of the principals that nobody configured, `*` for anybody; of a symbol nobody knows."""
    for entry in facts.principals(statement):
        arn = Arn.parse(entry.text)
        account = arn.account if arn else entry.text
        is_id = account.isdecimal() and len(account) == 12
        if account == _ANYONE or (
            is_id and account not in facts.graph.accounts and not is_aws_account(account)
        ):
            yield account


def _others(statement: Statement, facts: Facts) -> Iterator[Written]:
    """The ids of other organizations that a condition lets in."""
    for condition in statement.conditions:
        is_asked = condition.key.lower() in _ORGANIZATION[:2] and "Not" not in condition.operator
        for value in condition.values if is_asked else ():
            if (
                _ID.fullmatch(_organization(value))
                and _organization(value) != facts.graph.organization
            ):
                yield value


def _organization(value: Written) -> str:
    """The organization of an id or of a path in one."""
    return value.text.partition("/")[0]


def _asks_for_the_organization(statement: Statement) -> bool:
    return any(
        condition.key.lower() in _ORGANIZATION and "Not" not in condition.operator
        for condition in statement.conditions
    )


RULE = Rule(
    check,
    severity=Severity.MEDIUM,
    kind=Kind.EXPOSES,
    tier=Tier.STRICT,
    supposes=(Supposition(frozenset({"organizations:account"}), abroad=Abroad.ANYBODY),),
)
