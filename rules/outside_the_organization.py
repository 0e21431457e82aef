"""
A policy lets in an account that is not one of the organization.

## Why
The configuration names the organization and its accounts. A principal of another account is a
supplier, a former account, or a digit that somebody got wrong: an id that looks right names
somebody else's account. Accounts that AWS itself writes access logs from are left out, and so are
statements with a condition on the principal's organization.

## Instead
Remove it, or add the account to `accounts:` in the configuration, which is the list of those that
may be let in.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
- https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html

Peers: Prowler `*_cross_account_*` checks with a list of trusted accounts.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    PolicyKind,
    Rule,
    Severity,
    Statement,
    Tier,
    is_aws_account,
)

_OF_RESOURCES = (PolicyKind.RESOURCE, PolicyKind.TRUST)
_ORGANIZATION = ("aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, if it is known which accounts are the organization's."""
    if facts.graph.organization is None:
        return
    for policy, statement in facts.statements:
        if policy.kind in _OF_RESOURCES and statement.effect is Effect.ALLOW:
            strangers = tuple(dict.fromkeys(_strangers(statement, facts)))
            if strangers and not _asks_for_the_organization(statement):
                yield RULE.finding(
                    f"`{'`, `'.join(strangers)}` is let in, and none of the configured accounts of"
                    f" `{facts.graph.organization}`",
                    at=statement.span,
                    says=f"in the policy of {policy.name}",
                    fix=Fix("remove it, or add the account to the configuration"),
                )


def _strangers(statement: Statement, facts: Facts) -> Iterator[str]:
    """The accounts of the principals that nobody configured; of a symbol nobody knows."""
    for entry in facts.principals(statement):
        arn = Arn.parse(entry.text)
        account = arn.account if arn else entry.text
        is_id = account.isdecimal() and len(account) == 12
        if is_id and account not in facts.graph.accounts and not is_aws_account(account):
            yield account


def _asks_for_the_organization(statement: Statement) -> bool:
    return any(
        condition.key.lower() in _ORGANIZATION and "Not" not in condition.operator
        for condition in statement.conditions
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES, tier=Tier.STRICT)
