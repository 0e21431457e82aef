"""
A `<Placeholder>` was never replaced.

## Why
Whatever stands for it decides who may do what: until it is known, every verdict that rests on
it is unknown, and deployed as it stands the text is no valid ARN or name.

What only looks like one is left alone: descriptions and code, elements that are closed again
(`<b>…</b>`), the type (`List<Number>`) and the pattern of a parameter.

## Instead
Replace it in the file, or say under `placeholders:` in the configuration what it stands for,
best as a reference to the stack that makes the value.
"""

from collections.abc import Iterator

from xacct_guard.rule import Facts, Finding, Fix, Kind, Placeholder, Rule, Severity

_NO_VALUES = frozenset({"Type", "AllowedPattern"})


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each placeholder and file, at its first place."""
    seen: set[tuple[str, str]] = set()
    for left in facts.graph.placeholders:
        key = (left.text, left.span.source.name)
        if key in seen or not _stands_for_a_value(left):
            continue
        seen.add(key)
        yield RULE.finding(
            f"`{left.text}` was never replaced",
            at=left.span,
            says="nobody says what this stands for",
            fix=Fix(f'add `"{left.text}": …` under `placeholders:` in the configuration'),
        )


def _stands_for_a_value(left: Placeholder) -> bool:
    is_element = f"</{left.text[1:]}" in left.span.source.text
    return not is_element and _NO_VALUES.isdisjoint(left.span.route[-1:])


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
