"""
A role made for an AWS service may also be assumed from another account.

## Why
The role was given what the service needs. Trusting another account's root as well hands all of
it to whoever over there may call `sts:AssumeRole`, and from there on to every account the role
reaches: the accounts no longer isolate anything.

## Instead
Trust the service alone. Give another account a role of its own, trusting the one ARN that needs
it.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Role,
    Rule,
    Severity,
    Statement,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each role, with the way an attacker would take where there is one."""
    for role in facts.graph.roles.values():
        trust = role.trust.statements if role.trust else ()
        allows = tuple(s for s in trust if s.effect is Effect.ALLOW)
        if not any(s.principals and s.principals.service for s in allows):
            continue
        opened = [(s, a) for s in allows for a in _foreign(s, role, facts)]
        if opened:
            yield _finding(role, opened, facts)


def _foreign(statement: Statement, role: Role, facts: Facts) -> tuple[str, ...]:
    accounts = (facts.account_of(written) for written in facts.principals(statement))
    return tuple(dict.fromkeys(a for a in accounts if a is not None and a != role.account))


def _finding(role: Role, opened: list[tuple[Statement, str]], facts: Facts) -> Finding:
    accounts = tuple(dict.fromkeys(account for _, account in opened))
    way = next(facts.ways_through(role, accounts), None)
    names = ", ".join(map(facts.account_name, accounts))
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
        at=opened[0][0].span,
        says="trusted here, beside the service",
        evidence=evidence,
        severity=Severity.CRITICAL if way else None,
        account=role.account,
        fix=Fix("trust the service alone"),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
