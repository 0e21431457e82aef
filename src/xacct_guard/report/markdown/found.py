"""Findings: the worst in a table, the others in one that is folded, and what to do about each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...finding import Finding
from ...terminal.comment import Part, fold, folded, table
from ...terminal.markdown_text import code, prose, tag
from .. import Options
from .causes import Cause
from .mending import mending

_LEVELS = {"critical": "🔴", "high": "🔴", "medium": "🟠", "low": "🟡", "info": "🔵"}
_OPEN, _FEW = 10, 12
_HEAD = ("Severity", "Found", "Where", "Rule")


def tables(findings: Sequence[Finding], options: Options) -> Iterator[Part]:
    """One open table; of many findings the others in a second one."""
    shown = findings if len(findings) <= _FEW else findings[:_OPEN]
    if shown:
        yield _table(shown, options)
    if rest := findings[len(shown) :]:
        counts = Counter(each.severity.value for each in rest)
        parts = ", ".join(f"{count} {severity}" for severity, count in counts.items())
        yield folded(f"{len(rest)} more findings: {parts}", _table(rest, options))


def _table(findings: Sequence[Finding], options: Options) -> Part:
    rows = (
        (
            f"{_LEVELS[each.severity]} {each.severity}",
            prose(each.message),
            code(options.place(each.at)) if each.at else "",
            code(each.rule),
        )
        for each in findings
    )
    return table(_HEAD, rows, "finding", "findings")


def details(
    findings: Sequence[Finding], causes: tuple[Cause, ...], options: Options
) -> Iterator[Part]:
    """All places of each finding, and what to do, unless it is told as what stops a stage."""
    above = [each.finding for each in causes]
    said = tuple(
        text
        for each in findings
        if not any(each is one for one in above) and (text := _details(each, options))
    )
    if said:
        part = Part(said, "finding's places and change", "findings' places and changes")
        count = "1 finding" if len(said) == 1 else f"{len(said)} findings"
        yield folded(f"Places and changes: {count}", part)


def _details(finding: Finding, options: Options) -> str:
    """Nothing where the table has told everything."""
    said = [(each.span, each.says) for each in finding.locations]
    lines = [f"- {code(options.place(span))} {prose(says)}".rstrip() for span, says in said]
    parts = ["\n".join(lines)] if len(lines) > 1 or (said and said[0][1]) else []
    if finding.fix:
        parts += [f"Change: {prose(finding.fix.summary)}", *mending(finding.fix, options)]
    where = f" {tag(options.place(finding.at))}" if finding.at else ""
    return fold(f"{tag(finding.rule)}{where}", "\n\n".join(parts)) if parts else ""
