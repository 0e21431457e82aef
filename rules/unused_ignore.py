"""
An ignore ignores nothing.

## Why
What it was for has been mended or has moved. Left where it is, it would hide the next finding of the same
rule, which nobody has looked at.

## Instead
Take it away.

## Sources
- The grammar of ignores, in the guide on suppressing findings of this tool.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNSEEN,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Turn,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each ignore that suppressed nothing, though all its rules have run."""
    for ignore in facts.ignores:
        has_run = ignore.rules and all(facts.heard.get(name) for name in ignore.rules)
        if has_run and ignore.holds_on(facts.today) and not ignore.used:
            yield RULE.finding(
                f"nothing here is found by {', '.join(f'`{name}`' for name in ignore.rules)}",
                at=ignore.span,
                says="ignores nothing",
                fix=Fix("take it away"),
            )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, turn=Turn.LAST, supposes=UNSEEN)
