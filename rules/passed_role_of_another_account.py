"""
A role of another account is passed to a service.

## Why
`iam:PassRole` works at home only: a role can be passed by principals of its own account alone, to a service in
that account. The call fails with "Cross-account pass role is not allowed", whatever the policies say, and a
statement that allows it gives nothing.

## Instead
Pass a role of the account in which the service is called. Where the work is to be done in another account, take
on a role there first and pass a role of that account.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Effect,
    Facts,
    Finding,
    Fix,
    Holding,
    Hop,
    Kind,
    PolicyKind,
    Role,
    Rule,
    Severity,
    Span,
    Written,
    holdings,
    holdings_by_place,
    shown,
)

_FIX = Fix("pass a role of the account in which the service is called")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each place that passes such a role, and for each entry that only allows it."""
    asked: dict[tuple[Span, str], list[Hop]] = {}
    for hop in facts.hops:
        if hop.decision.refused_by == "passed_abroad":
            asked.setdefault((hop.step.span, hop.step.resource), []).append(hop)
    for (at, role), hops in asked.items():
        yield RULE.finding(
            f"`{shown(role)}` cannot be passed by `{facts.full_name_of(hops[0].step.principal)}`, which"
            " is of another account",
            at=at,
            says=f"passed here: {shown(hops[0].step.says)}",
            account=hops[0].step.account,
            fix=_FIX,
            explains=hops,
        )
    passing = holdings(facts).speaking_of("iam:PassRole")
    for place in dict.fromkeys(holding.statement.span for holding in passing):
        yield from _entries(holdings_by_place(facts)[place], facts)


def _entries(those: tuple[Holding, ...], facts: Facts) -> Iterator[Finding]:
    statement = those[0].statement
    is_grant = statement.effect is Effect.ALLOW and facts.covers(statement, "iam:PassRole")
    if not is_grant or those[0].policy.kind is not PolicyKind.IDENTITY:
        return
    for index, entry in enumerate(statement.resources):
        if all(_is_abroad(index, each) for each in those):
            yield _useless(entry)


def _is_abroad(index: int, holding: Holding) -> bool:
    """Is the entry a role of an account that is surely not the holder's?"""
    entries, holder = holding.statement.resources, holding.holder
    arn = Arn.parse(entries[index].text) if index < len(entries) else None
    if arn is None or arn.service != "iam" or not arn.resource.startswith("role"):
        return False
    is_known = arn.account.isdecimal() and holder.account.isdecimal()
    return isinstance(holder, Role) and is_known and arn.account != holder.account


def _useless(entry: Written) -> Finding:
    return RULE.finding(
        f"`{shown(entry.text)}` is of another account: passing it is never allowed",
        at=entry.span,
        says="allows nothing",
        severity=Severity.LOW,
        fix=_FIX,
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
