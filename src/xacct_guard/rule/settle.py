"""SETTLE: what was found, and what of it somebody accepts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ..finding import Asked, Finding
from .ignores import Ignore
from .places import Places


def settle(
    findings: Iterable[Finding], ignores: tuple[Ignore, ...], places: Places, today: date
) -> tuple[tuple[Finding, ...], tuple[Ignore, ...]]:
    """The findings, those that an ignore covers suppressed, and the ignores with what they did."""
    used: set[int] = set()
    settled: list[Finding] = []
    by_rule: dict[str, list[tuple[int, Ignore]]] = {}
    for number, ignore in enumerate(ignores):
        for rule in ignore.rules if ignore.holds_on(today) else ():
            by_rule.setdefault(rule, []).append((number, ignore))
    for finding in findings:
        those = [
            (number, ignore)
            for number, ignore in by_rule.get(finding.rule, ())
            if finding.at and ignore.reaches(finding.at, places.of(finding.at))
        ]
        used |= {number for number, _ in those}
        settled.append(_suppressed(finding, those[0][1]) if those else finding)
    marked = (replace(each, used=number in used) for number, each in enumerate(ignores))
    return tuple(settled), tuple(marked)


def _suppressed(finding: Finding, ignore: Ignore) -> Finding:
    return replace(finding, suppressed=ignore.in_words, suppressed_in_source=ignore.is_in_source)


def accepted(findings: Iterable[Finding]) -> frozenset[Asked]:
    """The denied requests for which only findings that are suppressed give the cause."""
    given = tuple(findings)
    closed = {asked for f in given if f.suppressed is not None for asked in f.explains}
    return frozenset(
        closed - {asked for f in given if f.suppressed is None for asked in f.explains}
    )
