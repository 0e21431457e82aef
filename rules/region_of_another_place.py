"""
A policy names a resource in another Region than the one it is in.

## Why
Keys, topics, queues, repositories and groups of models are of one Region, and the ARN says which. With another
one the permission is for something that does not exist, and the request that it was written for is denied.

Told where a resource of that name is held in another Region of the same account.

## Instead
Write the Region of the resource, best by taking its ARN from where it is made.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
- https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Rule,
    Severity,
    Span,
    Written,
    holdings,
    respelled,
    shown,
)

_Name = tuple[str, str, str]


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each entry that surely means a resource of another Region."""
    held = _by_name(facts)
    seen: set[Span] = set()
    regions: dict[tuple[str, str], set[str]] = {}
    for service, account, name in held:
        those = held[service, account, name]
        regions.setdefault((service, account), set()).update(map(_region, those))

    def may_be_elsewhere(arn: Arn) -> bool:
        return bool(regions.get((arn.service, arn.account), set()) - {arn.region})

    for holding in holdings(facts).naming(may_be_elsewhere):
        for entry in holding.statement.resources:
            there = _elsewhere(entry, held)
            if there is not None and entry.span not in seen:
                seen.add(entry.span)
                yield _finding(entry, there)


def _by_name(facts: Facts) -> dict[_Name, list[Resource]]:
    """The resources that are of a Region, by service, account and name."""
    found: dict[_Name, list[Resource]] = {}
    for resource in facts.graph.resources.values():
        arn = Arn.parse(resource.arn)
        if arn is not None and arn.region and resource.name != "*":
            found.setdefault((arn.service, arn.account, arn.resource), []).append(resource)
    return found


def _elsewhere(entry: Written, held: dict[_Name, list[Resource]]) -> Resource | None:
    arn = Arn.parse(entry.text)
    if arn is None or not arn.region or "*" in arn.region:
        return None
    those = held.get((arn.service, arn.account, arn.resource), [])
    is_here = any(_region(each) == arn.region for each in those)
    return those[0] if those and not is_here else None


def _region(resource: Resource) -> str:
    return resource.arn.split(":")[3]


def _finding(entry: Written, there: Resource) -> Finding:
    return RULE.finding(
        f"`{shown(entry.text)}` is not there: it is in {_region(there)}",
        at=entry.span,
        says="names another Region",
        evidence=(Evidence(there.span, f"in {_region(there)}"),),
        account=there.account,
        fix=Fix(f"write `{shown(there.arn)}`", edits=respelled(entry, there.arn), at=entry.span),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
