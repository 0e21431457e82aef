"""
An identity policy lets every role of an account be assumed.

## Why
A pipeline enters another account by one role that was made for it. With `role/*` in its policy it
may try them all, and gets whatever each role that trusts its account may do: who trusts `:root`
over there counts on this side to say who of the account is meant. One careless trust policy then
makes an administrator of a build.

A condition on tags of the role says which roles are meant, as the CDK has it: nothing is found then.

## Instead
Name the roles. The fix shows those that the traced requests assume.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html

Peers: cfn-lint and Access Analyzer have none; Prowler iam_no_custom_policy_permissive_role_assumption.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Facts,
    Finding,
    Kind,
    Policy,
    Role,
    Rule,
    Severity,
    Span,
    Statement,
    has_symbol,
    is_everything,
    is_identity,
    narrowed,
    roles_named,
    says_little,
    taken,
    wide_services,
)

_ASSUME = "sts:AssumeRole"
_EVERY_ROLE = frozenset({"*", "role*", "role/*"})
_STRANGER = "000000000000"  # an account that nobody names


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, with the accounts whose roles it opens."""
    for policy, statement in facts.statements.speaking_of(_ASSUME):
        if not is_identity(policy) or not _lets_assume(statement, facts):
            continue
        accounts = tuple(dict.fromkeys(_accounts(statement)))
        roles = facts.holders.get(policy.span, ())
        holders = tuple(r for r in roles if _is_in_force(r, accounts, statement.span, facts))
        if accounts and holders:
            yield _finding(policy, statement, accounts, holders, facts)


def _lets_assume(statement: Statement, facts: Facts) -> bool:
    """Is it for this right that the statement is too wide, and not for all that it gives?"""
    if statement.not_actions or not facts.covers(statement, _ASSUME):
        return False
    if is_everything(statement) or "sts:*" in wide_services((statement,)):
        return False
    return all(map(says_little, statement.conditions))


def _accounts(statement: Statement) -> Iterator[str]:
    """The accounts every role of which is meant; `*` where it is those of every account."""
    for entry in statement.resources:
        arn = Arn.parse(entry.text)
        if not entry.text.strip("*"):
            yield "*"
        elif arn is not None and arn.service in ("iam", "*") and arn.resource in _EVERY_ROLE:
            yield arn.account


def _is_in_force(role: Role, accounts: tuple[str, ...], at: Span, facts: Facts) -> bool:
    """Is there no Deny or boundary that keeps this role from trying?"""
    for account in accounts:
        within = ":".join(role.arn.split(":")[:4])
        some = f"{within}:{account.replace('*', _STRANGER)}:role/any-role"
        decision = facts.ask(role.arn, _ASSUME, some, at)
        if not decision.verdict.denied:
            return True
    return False


def _finding(
    policy: Policy,
    statement: Statement,
    accounts: tuple[str, ...],
    holders: tuple[Role, ...],
    facts: Facts,
) -> Finding:
    those = ", ".join("every account" if a == "*" else facts.account_name(a) for a in accounts)
    hops = tuple(h for h in taken(holders, (statement,), facts) if h.step.action == _ASSUME)
    is_at_home = all(account == role.account for account in accounts for role in holders)
    said = "name the roles"
    return RULE.finding(
        f"{roles_named(holders, facts)} may try to assume every role of {those}",
        at=statement.span,
        says=f"policy {policy.name}",
        severity=Severity.MEDIUM if is_at_home or any(map(has_symbol, accounts)) else None,
        account=holders[0].account,
        fix=narrowed(
            f"{said} that its requests assume" if hops else said, hops, statement, facts.graph
        ),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES)
