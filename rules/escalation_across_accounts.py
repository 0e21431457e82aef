"""
A role that another account does not let in can get there through a stronger role of its own account.

## Why
The other account trusts one role, and means that role. But here somebody else can come to hold
it: by passing it to a service, or by changing what it executes. The trust policy over there then
says less than it seems to, and nobody over there can see it.

Roles that can become administrators are left out, as `escalation-to-administrator` has them.

## Instead
Let the trusted role be passed and changed by nobody but the pipeline that it is for: name roles in
`iam:PassRole`, and resources in the actions that put services to work.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html

Peers: none; prowler iam_role_chained_privilege_escalation stays within one account.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNINTENDED,
    Evidence,
    Facts,
    Finding,
    Kind,
    Role,
    Rule,
    Severity,
    Span,
    Way,
    how,
    mend,
    places,
    ways_abroad,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement that is the first step, with the shortest way from there."""
    found: dict[Span, list[Way]] = {}
    for way in ways_abroad(facts):
        found.setdefault(places(way.first)[0].span, []).append(way)
    for ways in found.values():
        yield _finding(min(ways, key=lambda way: len(way.edges)), facts)


def _finding(way: Way, facts: Facts) -> Finding:
    end = way.last.end
    ends = [edge.end for edge in way.edges if isinstance(edge.end, Role)]
    route = " -> ".join(facts.full_name_of(role.arn) for role in (way.start, *ends))
    shown, *others = (place for edge in way.edges for place in places(edge))
    let_in = (Evidence(end.span, "is assumed at the end"),) if isinstance(end, Role) else ()
    return RULE.finding(
        f"`{facts.name_of(way.start.arn)}` is let into no other account and can get into one,"
        f" as it may {how(way.first)}: {route}",
        at=shown.span,
        says=shown.says,
        evidence=dict.fromkeys((*others, *let_in)),
        account=way.start.account,
        fix=mend(way.first),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES, supposes=UNINTENDED)
