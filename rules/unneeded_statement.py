"""
No traced request needs this statement.

## Why
A permission that nothing uses is only there for whoever takes over the role. What a pipeline is
seen to do is what it needs; the rest can go, or is needed by something that nobody described.

## Instead
Remove it, or describe who needs it under `flows:` or `calls:` in the configuration.
"""

from collections.abc import Iterator

from xacct_guard.rule import Effect, Facts, Finding, Fix, Kind, Rule, Severity


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each Allow statement that decides nothing, where there is a pipeline to judge by."""
    if not facts.paths:
        return
    for policy, statement in facts.statements:
        if statement.effect is Effect.ALLOW and statement not in facts.used:
            yield RULE.finding(
                f"no traced request needs this statement of {policy.name}",
                at=statement.span,
                says="decides nothing",
                fix=Fix("remove it, or describe who needs it"),
            )


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE)
