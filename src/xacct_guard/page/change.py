"""Change: what mends a finding, as text to add or as lines that become others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ..edit import splices_of
from ..finding import Fix, Splice
from ..span import Span


@dataclass(frozen=True, slots=True)
class Change:
    """At a place: lines that go, and lines that come."""

    at: Span | None
    gone: tuple[str, ...]
    come: tuple[str, ...]
    says: str = ""


def changes_of(fix: Fix) -> tuple[Change, ...]:
    """What to add, ready to paste; where there is no such text, the edits as lines."""
    told = ((fix.statement, fix.at, ""), *((a.statement, a.at, a.summary) for a in fix.additions))
    added = tuple(
        Change(at, (), tuple(statement.rstrip("\n").split("\n")), says)
        for statement, at, says in told
        if statement
    )
    return added or tuple(_edited(fix))


def _edited(fix: Fix) -> Iterator[Change]:
    splices = splices_of(fix.edits)
    for _, those in groupby(
        splices, key=lambda splice: (splice.span.source.name, splice.span.line)
    ):
        yield _lines(tuple(those))


def _lines(splices: tuple[Splice, ...]) -> Change:
    """The lines that splices on one line touch, before and after."""
    first = splices[0].span
    start = first.line or 1
    end = max(each.span.end_line or each.span.line or start for each in splices)
    before = first.source.text.splitlines(keepends=True)[start - 1 : end]
    text = "".join(before)
    for splice in reversed(splices):
        span = splice.span
        at = _offset(before, start, span.line, span.column)
        stop = _offset(before, start, span.end_line or span.line, span.end_column or span.column)
        text = text[:at] + splice.text + text[stop:]
    gone, come = "".join(before).splitlines(), text.splitlines()
    while gone and come and gone[-1] == come[-1]:
        gone, come = gone[:-1], come[:-1]
    while gone and come and gone[0] == come[0]:
        gone, come = gone[1:], come[1:]
    return Change(first, tuple(gone), tuple(come))


def _offset(lines: list[str], start: int, line: int | None, column: int | None) -> int:
    index = (line or start) - start
    return sum(map(len, lines[:index])) + (column or 1) - 1
