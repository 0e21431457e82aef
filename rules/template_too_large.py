"""
A template is larger than CloudFormation takes.

## Why
A template body may have 1 MB, and is refused beyond: no stack is made or updated from it. One that is
sent with the request, not by way of S3, may have 51,200 bytes only.

## Instead
Move resources into nested stacks, or into stacks of their own that exchange values by exports or
parameters.

## Sources
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

from collections.abc import Iterator

from xacct_guard.rule import Facts, Finding, Fix, Kind, Rule, Severity, Span

LARGEST = 1024 * 1024


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each template, at the first of its resources that is known."""
    for name, first in _templates(facts).items():
        size = len(first.source.text.encode())
        if size > LARGEST:
            yield RULE.finding(
                f"the template `{name}` has {size:,} bytes, and CloudFormation takes {LARGEST:,}",
                at=first,
                says="a resource of the template",
                fix=Fix("move resources into nested stacks or stacks of their own"),
            )


def _templates(facts: Facts) -> dict[str, Span]:
    """The first resource of each template, by the template's name."""
    spans = [
        *(resource.span for resource in facts.graph.resources.values()),
        *(role.span for role in facts.graph.roles.values()),
    ]
    found: dict[str, Span] = {}
    for span in sorted(spans, key=lambda span: (span.source.name, span.line or 0)):
        if span.route[:1] == ("Resources",):
            found.setdefault(span.source.name, span)
    return found


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
