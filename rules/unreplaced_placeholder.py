"""
A `<Placeholder>` was never replaced.

## Why
Whatever stands for it decides who may do what: until it is known, every verdict that rests on
it is unknown, and deployed as it stands the text is no valid ARN or name.

## Instead
Replace it in the file, or say under `placeholders:` in the configuration what it stands for,
best as a reference to the stack that makes the value.
"""

from collections.abc import Iterator

from xacct_guard.rule import Facts, Finding, Fix, Kind, Rule, Severity


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each placeholder and file, at its first place."""
    seen: set[tuple[str, str]] = set()
    for left in facts.graph.placeholders:
        key = (left.text, left.span.source.name)
        if key in seen:
            continue
        seen.add(key)
        yield RULE.finding(
            f"`{left.text}` was never replaced",
            at=left.span,
            says="nobody says what this stands for",
            fix=Fix(f'add `"{left.text}": …` under `placeholders:` in the configuration'),
        )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
