"""
A statement lists the same action twice.

## Why
The second entry changes nothing. It costs characters of a policy whose size is limited, and whoever takes one
of the two away believes that the action is gone.

## Instead
Remove one of them.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html

Peers: IAM Access Analyzer REDUNDANT_ACTION.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Safety,
    Severity,
    Tier,
    taken_out,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each entry that stands in its statement already."""
    for _, statement in facts.statements.whose_actions(_have_one_twice):
        for entries in (statement.actions, statement.not_actions):
            first = {entry.text.lower(): entry for entry in reversed(entries)}
            for entry in entries:
                before = first[entry.text.lower()]
                if before is not entry and before.span != entry.span:
                    yield RULE.finding(
                        f"`{entry.text}` stands twice in this statement",
                        at=entry.span,
                        says="changes nothing",
                        evidence=(Evidence(before.span, "first here"),),
                        fix=Fix("remove one of the two", Safety.SAFE, taken_out(entry.span)),
                    )


def _have_one_twice(actions: tuple[str, ...]) -> bool:
    return len({each.lower() for each in actions}) < len(actions)


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, tier=Tier.AUDIT)
