"""
A role that is taken on by way of another is asked for longer than an hour.

## Why
Who came by a role takes on the next for 3600 seconds at most, whatever its maximum session duration says. STS
refuses more with a ValidationError, so that the step fails before anything is done.

## Instead
Ask for 3600 seconds or less, or let whoever starts take on the last role at once.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html
- https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

import re
from collections.abc import Iterator

from xacct_guard.rule import (
    Edit,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Put,
    Rule,
    Severity,
    Span,
    shown,
    standing,
)

_LIMIT = re.compile(r"for (\d+) seconds at most, not (\d+)")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each place that asks for too long."""
    found: dict[Span, list[Hop]] = {}
    for hop in facts.hops:
        if hop.step.action == "sts:AssumeRole" and _LIMIT.search(hop.step.cannot or ""):
            found.setdefault(hop.step.span, []).append(hop)
    for at, hops in found.items():
        step = hops[0].step
        said = _LIMIT.search(step.cannot or "")
        asked = said[2] if said else ""
        yield RULE.finding(
            f"`{shown(step.resource)}` is asked for {asked} seconds by"
            f" `{facts.full_name_of(step.principal)}`, a role itself",
            at=at,
            says="an hour is the most",
            account=step.account,
            fix=Fix("ask for 3600 seconds or less", edits=_edits(at)),
            explains=hops,
        )


def _edits(at: Span) -> tuple[Edit, ...]:
    """The hour, where somebody wrote how long it is to be."""
    found = standing(at)
    asked = found.node.get("duration") if found else None
    return (Put(asked.span, 3600),) if asked else ()


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
