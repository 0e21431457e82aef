"""
An ignore is over, and what it was for is reported again.

## Why
A finding was accepted for a time: until the second deployment, until the move is done. That day is past.

## Instead
Mend what the ignore was for, or give a later day with a reason that still holds.

## Sources
- The grammar of ignores, in the guide on suppressing findings of this tool.
"""

from collections.abc import Iterator

from xacct_guard.rule import Facts, Finding, Fix, Kind, Rule, Severity, Turn


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each ignore whose last day is past."""
    for ignore in facts.ignores:
        if ignore.fault is None and ignore.is_expired_on(facts.today):
            yield RULE.finding(
                f"this ignore of {', '.join(f'`{name}`' for name in ignore.rules)} ended on"
                f" {ignore.until}",
                at=ignore.span,
                says="ignores nothing any more",
                fix=Fix("mend what it was for, or give a later day"),
            )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.HYGIENE, turn=Turn.LAST)
