"""
A placeholder stands in one file with its brackets and without them.

## Why
Whoever fills the file in by replacing `<TEST_ACCOUNT>` leaves the plain `TEST_ACCOUNT` as it is: an ARN with a
word where the account should be, which fails when the pipeline is made or when the stage runs. Replacing the
plain word instead leaves the brackets.

## Instead
Write it the same way everywhere.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

import re
from collections.abc import Iterator

from xacct_guard.rule import Facts, Finding, Fix, Kind, Rule, Severity, Source, Span, sources

_BRACKETED = re.compile(r"<([A-Z][A-Z0-9_]{2,})>")
_COMMENT = re.compile(r"(^|\s)#.*$", re.MULTILINE)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each placeholder and file, at the first plain one."""
    for source in sources(facts):
        text = _COMMENT.sub("", source.text)
        for name in dict.fromkeys(_BRACKETED.findall(text)):
            plain = re.search(rf"(?<![\w<]){re.escape(name)}(?![\w>])", text)
            if plain is not None:
                yield RULE.finding(
                    f"`{name}` stands here without brackets, and as `<{name}>` elsewhere in the file",
                    at=_span(source, text, plain.start(), len(name)),
                    says="without brackets",
                    fix=Fix(f"write `<{name}>`"),
                )


def _span(source: Source, text: str, start: int, length: int) -> Span:
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return Span(source, (), line, column, line, column + length)


RULE = Rule(check, severity=Severity.LOW, kind=Kind.BLOCKS)
