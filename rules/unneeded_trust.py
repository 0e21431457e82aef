"""
A role trusts somebody who is never seen to take it on.

## Why
Each principal of a trust policy is a way into the role. One that no pipeline, function or rule
uses is only there for whoever finds it: a service that was once meant to run as the role, a second
account, the role's own account for somebody's tests.

Judged are trust policies that something does use; of one that nothing uses, `unneeded-statement`
speaks. Where something is not known in all its requests, the confidence is low.

## Instead
Remove the principal, or describe who comes that way under `flows:` in the configuration.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNUSED,
    Arn,
    Confidence,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Role,
    Rule,
    Severity,
    Span,
    Statement,
    Tier,
    Written,
    adoptions,
    has_symbol,
    if_sure,
    left_out,
    services_of,
    shown,
    symbols_in,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement; what a document is used for counts for all roles that have it."""
    used: set[Span] = set()
    unused: dict[Span, tuple[Role, Statement, dict[Span, Written]]] = {}
    for role, statement in _judged(facts):
        for entry in _entries(statement, role, facts):
            if _is_used(entry.text, adoptions(facts)[role.arn]):
                used.add(entry.span)
            else:
                of_role = unused.setdefault(statement.span, (role, statement, {}))
                of_role[2][entry.span] = entry
    is_known = not any(has_symbol(hop.step.action) for hop in facts.hops)
    for at, (role, statement, entries) in unused.items():
        those = [entry for span, entry in entries.items() if span not in used]
        idle = [shown(entry.text) for entry in those]
        if idle:
            yield RULE.finding(
                f"`{facts.name_of(role.arn)}` trusts `{'`, `'.join(idle)}`, which nothing is seen to come as",
                at=at,
                says="names more than what takes the role on",
                confidence=None if is_known else Confidence.LOW,
                account=role.account,
                fix=Fix(
                    "remove it, or describe who comes that way",
                    if_sure(sure=is_known),
                    left_out(statement, those),
                ),
            )


def _judged(facts: Facts) -> Iterator[tuple[Role, Statement]]:
    """The statements by which somebody is seen to take on a role."""
    for role in facts.graph.roles.values():
        for statement in facts.statements_of(role.trust) if role.arn in adoptions(facts) else ():
            if statement.effect is Effect.ALLOW and statement in facts.used:
                yield role, statement


def _entries(statement: Statement, role: Role, facts: Facts) -> Iterator[Written]:
    """Whom a statement names; other accounts beside a service are `service-role-trusts-foreign-account`'s."""
    named = statement.principals
    if named is None:
        return
    for entry in (*named.service, *named.aws, *named.federated):
        account = next(iter(facts.accounts((entry,))), None)
        is_abroad = account is not None and account != role.account
        if not (is_abroad and services_of(role)) and account != "*" and not _is_open(entry.text):
            yield entry


def _is_open(text: str) -> bool:
    """Does nobody know whom this names?"""
    return any(not symbol.created for symbol in symbols_in(text))


def _is_used(entry: str, taken_on: frozenset[str]) -> bool:
    """Does one of those who take the role on come as this service, principal or account?"""
    if entry in taken_on:
        return True
    arn = Arn.parse(entry)
    account = arn.account if arn and arn.resource == "root" else entry
    return any(who.account == account for who in map(Arn.parse, taken_on) if who)


RULE = Rule(check, severity=Severity.LOW, kind=Kind.EXPOSES, tier=Tier.STRICT, supposes=UNUSED)
