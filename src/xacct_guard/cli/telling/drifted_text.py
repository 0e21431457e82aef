"""Drift for a terminal: account by account, what cannot be told, one sum at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...changes import Direction
from ...drift import Drift
from ...drifted import Row
from ...terminal.cells import clean, wrap
from ..output import Sheet
from .changed_text import things_in_words, unasked
from .drifted import DriftTeller, Section

MOST = 12
"""Rows of one list; the others are counted, and stand in `json`."""
_LEAST = 40


def drift_in_words(drift: Drift, teller: DriftTeller, sheet: Sheet, *, quiet: bool = False) -> str:
    """What a reader reads; `quiet` leaves out what is no more than less access, or cannot be told."""
    told: list[str] = []
    for section in teller.sections():
        told += _section(section, sheet, quiet=quiet)
    if not quiet:
        told += _list("cannot be told", tuple(teller.unsure()), sheet)
        told += _list("accounts of which the templates say nothing", tuple(teller.unsaid()), sheet)
        told += unasked(drift.changes, teller, sheet)
    return "".join(f"{line}\n" for line in (*told, teller.summed_up()))


def _section(section: Section, sheet: Sheet, *, quiet: bool) -> Iterator[str]:
    paint, _ = sheet
    yield paint("strong", clean(section.account))
    for title, rows in section.lists:
        yield f"  {title}"
        yield from _rows(rows, sheet, "    ")
    lines = section.lines
    if quiet:
        lines = tuple(line for line in lines if line.change.direction is Direction.ADDED)
    yield from things_in_words(lines, sheet)
    yield ""


def _list(title: str, rows: tuple[Row, ...], sheet: Sheet) -> Iterator[str]:
    if rows:
        paint, _ = sheet
        yield paint("strong", title)
        yield from _rows(rows, sheet, "  ")
        yield ""


def _rows(rows: Iterable[Row], sheet: Sheet, indent: str) -> Iterator[str]:
    paint, width = sheet
    every = tuple(rows)
    for row in every[:MOST]:
        words = f"{row.words}, {row.place}" if row.place else row.words
        first, *rest = wrap(clean(words), max(width - len(indent), _LEAST), "  ")
        yield f"{indent}{paint.prose(first)}"
        yield from (f"{indent}{paint.prose(each)}" for each in rest)
    if len(every) > MOST:
        yield f"{indent}and {len(every) - MOST} more"
