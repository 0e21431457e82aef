"""Underlines below one source line, with their labels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .cells import cells, wrap
from .row import Row

_LEAST_ROOM = 28


@dataclass(frozen=True, slots=True)
class Mark:
    """Cells `start` to `end` (exclusive) of a drawn line, and what to say about them."""

    start: int
    end: int
    says: str
    sign: str
    style: str


def underline(marks: tuple[Mark, ...], width: int) -> tuple[Row, ...]:
    """The rows below a line: the signs, then the labels from right to left, within `width`."""
    signs = Row()
    for mark in sorted(marks, key=lambda mark: mark.sign == "^"):
        signs.put(mark.start, mark.sign * (mark.end - mark.start), mark.style)
    beside = _beside(marks, width)
    if beside:
        signs.put(beside.end + 1, beside.says, beside.style)
    below = (mark for mark in marks if mark is not beside and mark.says)
    return (signs, *_hung(sorted(below, key=lambda mark: mark.start), width))


def _beside(marks: tuple[Mark, ...], width: int) -> Mark | None:
    """The mark whose label fits on the row of the signs: the last, with nothing in its way."""
    last = max(marks, key=lambda mark: (mark.start, mark.end))
    free = all(mark.end <= last.end for mark in marks)
    return last if free and last.end + 1 + cells(last.says) <= width else None


def _hung(marks: list[Mark], width: int) -> list[Row]:
    """Labels below the signs, the rightmost first, each under a bar."""
    rows = [_bars(Row(), marks)] if marks else []
    for count, mark in reversed(tuple(enumerate(marks))):
        left = [other for other in marks[:count] if other.start < mark.start]
        texts = wrap(mark.says, max(width - mark.start, _LEAST_ROOM))
        rows += [_bars(Row(), left).put(mark.start, text, mark.style) for text in texts]
    return rows


def _bars(row: Row, marks: Iterable[Mark]) -> Row:
    for mark in marks:
        row.put(mark.start, "|", mark.style)
    return row
