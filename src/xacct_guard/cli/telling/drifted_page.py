"""Drift as a page tells it: sentences and places."""

from __future__ import annotations

from ...drift import Drift
from ...errors import XacctGuardError
from ...page.drifted import Access, Apart, Drifted
from ...page.drifted import Row as PageRow
from .changed import Line
from .drifted import DriftTeller, Row, Section


def drift_for_a_page(
    drift: Drift, teller: DriftTeller, failures: tuple[XacctGuardError, ...]
) -> Drifted:
    """All of it, in words."""
    unasked = (
        f"{teller.thing(thing)}: {count} more differences ({direction.value})"
        for thing, direction, count in drift.changes.unasked
    )
    return Drifted(
        teller.summed_up(),
        drift.is_none,
        tuple(map(_apart, teller.sections())),
        tuple(map(_row, teller.unsure())),
        tuple(map(_row, teller.unsaid())),
        tuple(unasked),
        tuple(PageRow(each.message, teller.place(each.at)) for each in failures),
    )


def _apart(section: Section) -> Apart:
    lists = tuple((title, tuple(map(_row, rows))) for title, rows in section.lists)
    return Apart(section.account, lists, tuple(map(_access, section.lines)))


def _row(row: Row) -> PageRow:
    return PageRow(row.words, row.place)


def _access(line: Line) -> Access:
    asked = line.asked
    return Access(
        line.mark,
        line.thing,
        asked.called if asked else line.unsure,
        asked.action if asked else "",
        asked.resource if asked else "",
        asked.circumstances if asked else "",
        line.why,
        line.place,
    )
