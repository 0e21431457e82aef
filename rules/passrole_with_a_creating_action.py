"""
Any role that trusts a service may be passed to it, by somebody who says what the service does.

## Why
`iam:PassRole` on every role is harmless only as long as nothing can be made with a role. With an
action that puts the service to work (a function, a job, a build) the holder has the permissions of
every role in the account that trusts the service, also of those that are made next year.

No stronger role is known here: where one is, the finding is `escalation-to-administrator`. What a
managed policy of AWS allows is told as low.

## Instead
Name the roles that are passed, and allow the action only on the resources that are meant.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/security-iam-awsmanpol.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Edge,
    Facts,
    Finding,
    Kind,
    Rule,
    Severity,
    Span,
    among,
    how,
    is_deployer,
    mend,
    places,
    takeovers_of_some_service,
    whom,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, however many roles and services it is about."""
    found: dict[Span, list[Edge]] = {}
    for edge in takeovers_of_some_service(facts):
        found.setdefault(places(edge)[0].span, []).append(edge)
    for edges in found.values():
        yield _finding(edges, facts)


def _finding(edges: list[Edge], facts: Facts) -> Finding:
    edge = edges[0]
    shown, *others = places(edge)
    starts = tuple(dict.fromkeys(facts.name_of(each.start.arn) for each in edges))
    ways = dict.fromkeys(f"{whom(each, facts)} (it may {how(each)})" for each in edges)
    is_low = edge.by_aws or is_deployer(edge.start)
    return RULE.finding(
        f"{among(starts)} can become {', '.join(ways)}",
        at=shown.span,
        says=shown.says,
        evidence=dict.fromkeys(others),
        severity=Severity.LOW if is_low else None,
        account=edge.start.account,
        fix=mend(edge),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
