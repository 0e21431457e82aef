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
from itertools import count

from xacct_guard.rule import (
    Document,
    Edit,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Safety,
    Severity,
    Statement,
    Tier,
    Written,
    documents,
    respelled,
    shown,
    standing,
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
                fix=Fix(
                    "give each an id of its own, or none", Safety.SAFE, _numbered(others, document)
                ),
            )


def _numbered(others: list[Statement], document: Document) -> tuple[Edit, ...]:
    """Each of these with a number behind its id that no other has."""
    taken = {each.sid for each in document.statements}
    edits: list[Edit] = []
    for each in others:
        found, sid = standing(each.span), each.sid or ""
        number = next(n for n in count(2) if f"{sid}{n}" not in taken)
        taken.add(f"{sid}{number}")
        written = Written(sid, found.place("Sid")) if found else None
        edits += respelled(written, f"{sid}{number}") if written else ()
    return tuple(edits)


def _shared(document: Document) -> Iterator[tuple[str, list[Statement]]]:
    found: dict[str, list[Statement]] = {}
    for statement in document.statements:
        if statement.sid:
            found.setdefault(statement.sid, []).append(statement)
    yield from ((sid, those) for sid, those in found.items() if len(those) > 1)


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, tier=Tier.STRICT)
