"""
A role may be passed to a service that it does not trust.

## Why
Passing a role takes two: `iam:PassRole` of whoever passes it, and a trust policy that names the service. With
the first alone the service refuses the role when the job or function is made, or cannot take it on later.

Judged are roles named in full, with `iam:PassedToService` in the statement, whose trust policy is known.

## Instead
Name the service in the role's trust policy, or pass the role that trusts it.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    WITH_ROLES,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    PolicyKind,
    Role,
    Rule,
    Severity,
    Span,
    Statement,
    Truth,
    appended,
    holdings,
    own_account,
    services_of,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement and role, unless the service is seen to be refused."""
    refused = {(h.step.principal, h.step.resource) for h in facts.hops if h.decision.verdict.denied}
    seen: set[tuple[Span, str]] = set()
    for holding in holdings(facts).speaking_of("iam:PassRole"):
        statement = holding.statement
        services = _passed_to(statement, facts)
        for entry in statement.resources if services else ():
            role = facts.graph.roles.get(entry.text)
            if role is None or (statement.span, role.arn) in seen or role.trust is None:
                continue
            seen.add((statement.span, role.arn))
            is_told = any((service, role.arn) in refused for service in services)
            if not is_told and all(_is_refused(each, role, facts) for each in services):
                yield _finding(entry.span, role, services, facts)


def _passed_to(statement: Statement, facts: Facts) -> tuple[str, ...]:
    """The services that a grant of iam:PassRole names, where all are named in full."""
    if not statement.conditions or statement.effect is not Effect.ALLOW:
        return ()
    if not facts.covers(statement, "iam:PassRole"):
        return ()
    for condition in statement.conditions:
        names = tuple(value.text for value in condition.values)
        if condition.key.lower() == "iam:passedtoservice" and condition.operator in _NAMING:
            return () if any("*" in name or "?" in name for name in names) else names
    return ()


def _is_refused(service: str, role: Role, facts: Facts) -> bool:
    decision = facts.ask(service, "sts:AssumeRole", role.arn, role.span)
    by_trust = [each for each in decision.outcomes if each.kind is PolicyKind.TRUST]
    return bool(by_trust) and by_trust[0].allows is Truth.NO


def _finding(at: Span, role: Role, services: tuple[str, ...], facts: Facts) -> Finding:
    named = ", ".join(f"`{service}`" for service in services)
    trusted = ", ".join(f"`{service}`" for service in services_of(role)) or "no service"
    trust = role.trust.span if role.trust else role.span
    return RULE.finding(
        f"`{facts.name_of(role.arn)}` may be passed to {named}, and trusts {trusted}",
        at=at,
        says="passed by this statement",
        evidence=(Evidence(trust, f"trusts {trusted}"),),
        account=role.account,
        fix=Fix(
            f"name {named} in the trust policy of `{facts.name_of(role.arn)}`",
            edits=appended(role.trust, *_trusting(services, role)),
            at=trust,
        ),
    )


def _trusting(services: tuple[str, ...], role: Role) -> Iterator[dict[str, object]]:
    """A statement for the services that say for whom they come, and one for the others."""
    telling = [each for each in services if each in WITH_ROLES]
    trusting = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    if telling and role.trust is not None:
        account = own_account(role.trust.span, role.account)
        condition = {"StringEquals": {"aws:SourceAccount": account}}
        yield {**trusting, "Principal": {"Service": telling}, "Condition": condition}
    if others := [each for each in services if each not in telling]:
        yield {**trusting, "Principal": {"Service": others}}


_NAMING = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike"})

RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
