"""
An ignore is not whole, and ignores nothing.

## Why
Whoever comes after must see why a finding was accepted, and by which rule it would come back. An ignore
without a reason, without a rule, or with a name that no rule has is not heeded: what it was meant for is
reported.

## Instead
Write `# xacct-guard: ignore[rule] reason`, with `until=2027-01-31` and `owner=team` where that helps.

## Sources
- The grammar of ignores, in the guide on suppressing findings of this tool.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Span,
    Turn,
    closest_name,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each ignore at fault, and for each name in one that no rule has."""
    for ignore in facts.ignores:
        if ignore.fault is not None:
            yield RULE.finding(
                f"this ignore {ignore.fault}",
                at=ignore.span,
                says="ignores nothing",
                fix=Fix("write `ignore[rule] reason`"),
            )
        for name in ignore.rules:
            if name not in facts.heard:
                yield _unknown(name, facts, ignore.span)


def _unknown(name: str, facts: Facts, at: Span) -> Finding:
    meant = closest_name(name, facts.heard)
    return RULE.finding(
        f"no rule is called `{name}`",
        at=at,
        says="ignores nothing by this name",
        fix=Fix(f"write `{meant}`" if meant else "take it away, or give its folder with `--rules`"),
    )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, turn=Turn.LAST)
