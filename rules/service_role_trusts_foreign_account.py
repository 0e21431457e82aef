"""
A role made for an AWS service may also be assumed from another account.

## Why
The role was given what the service needs. Trusting another account's root as well hands all of
it to whoever over there may call `sts:AssumeRole`, and from there on to every account the role
reaches: the accounts no longer isolate anything. An external id changes nothing of that: it
tells customers of one third party apart, not the principals of one account.

## Instead
Trust the service alone. Give another account a role of its own, trusting the one ARN that needs
it.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Confidence,
    Edit,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Role,
    Rule,
    Safety,
    Severity,
    Statement,
    adoptions,
    has_symbol,
    is_open,
    left_out,
)

_ANYONE = "*"
_ASSUMES = "sts:AssumeRole"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each role, with the way an attacker would take where there is one."""
    for role in facts.graph.roles.values():
        trust = facts.statements_of(role.trust)
        allows = tuple(s for s in trust if s.effect is Effect.ALLOW)
        if any(s.principals and s.principals.service for s in allows):
            opened = _opened(allows, role, facts)
            if opened:
                yield _finding(role, opened, facts)


def _opened(allows: tuple[Statement, ...], role: Role, facts: Facts) -> dict[str, Statement]:
    """The other accounts anybody of which may be let in, each with the statement that does it."""
    opened: dict[str, Statement] = {}
    for statement in allows:
        for account in _accounts(statement, facts):
            is_known = account == role.account or account in opened
            if not is_known and is_open(account, _ASSUMES, role.arn, statement, facts):
                opened[account] = statement
    return {_ANYONE: opened[_ANYONE]} if _ANYONE in opened else opened


def _accounts(statement: Statement, facts: Facts) -> Iterator[str]:
    """The accounts that are named as a whole; beside a `*`, all that we know of."""
    if not facts.covers(statement, _ASSUMES):
        return
    for account in facts.accounts(facts.principals(statement)):
        yield account
        if account == _ANYONE:
            values = (value for condition in statement.conditions for value in condition.values)
            yield from (*facts.graph.accounts, *facts.accounts(values))


def _finding(role: Role, opened: dict[str, Statement], facts: Facts) -> Finding:
    abroad = facts.graph.accounts if _ANYONE in opened else opened
    way = next(facts.ways_through(role, tuple(a for a in abroad if a != role.account)), None)
    names = ", ".join(map(facts.account_name, opened))
    message = f"`{facts.name_of(role.arn)}` is a service's role, and trusts {names} as well"
    evidence: tuple[Evidence, ...] = ()
    if way is not None:
        start, end = way
        message += ": " + " -> ".join(facts.full_name_of(r.arn) for r in (start, role, end))
        evidence = (
            Evidence(start.span, "may assume it"),
            Evidence(end.span, "may be assumed from there"),
        )
    return RULE.finding(
        message,
        at=next(iter(opened.values())).span,
        says="trusted here, beside the service",
        evidence=evidence,
        severity=Severity.CRITICAL if way else None,
        confidence=Confidence.LOW if any(map(has_symbol, (role.account, *opened))) else None,
        account=role.account,
        fix=Fix("trust the service alone", Safety.SAFE, _edits(role, opened, facts)),
    )


def _edits(role: Role, opened: dict[str, Statement], facts: Facts) -> tuple[Edit, ...]:
    """Without the accounts, if nobody of them is seen to take on the role."""
    comers = {arn.account for arn in map(Arn.parse, adoptions(facts).get(role.arn, ())) if arn}
    if comers & opened.keys() - {role.account}:
        return ()
    every = []
    for statement in dict.fromkeys(opened.values()):
        entries = [
            entry
            for entry in facts.principals(statement)
            if opened.keys() & set(facts.accounts((entry,)))
        ]
        every.append(left_out(statement, entries))
    return tuple(edit for edits in every for edit in edits) if all(every) else ()


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
