"""
Two statements of a policy have the same `Sid`.

## Why
IAM refuses that. Policies of resources, endpoints and organizations are taken with it, and then whatever
speaks of a statement by its id speaks of either: a tool that replaces the statement `AllowTraining`
replaces one of two, and a log that names it names both.

## Instead
Give each statement an id of its own, or none.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html

Peers: `UNIQUE_SIDS_RECOMMENDED` (Access Analyzer), `DUPLICATE_SID` (parliament), sid_uniqueness (boogy).
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Document,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Statement,
    Tier,
    documents,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each id that several statements have."""
    for document in documents(facts):
        for sid, (first, *others) in _shared(document):
            yield RULE.finding(
                f"`{shown(sid)}` is the `Sid` of {len(others) + 1} statements of {document.policy.name}",
                at=others[0].span,
                says="has it again",
                evidence=(
                    Evidence(first.span, "has it first"),
                    *(Evidence(each.span, "has it, too") for each in others[1:]),
                ),
                fix=Fix("give each an id of its own, or none"),
            )


def _shared(document: Document) -> Iterator[tuple[str, list[Statement]]]:
    found: dict[str, list[Statement]] = {}
    for statement in document.statements:
        if statement.sid:
            found.setdefault(statement.sid, []).append(statement)
    yield from ((sid, those) for sid, those in found.items() if len(those) > 1)


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, tier=Tier.STRICT)
