"""Drift as a page tells it: sentences and places."""

from __future__ import annotations

from ...drift import Drift
from ...drifted import Access, Apart, Drifted, Row
from ...errors import XacctGuardError
from .changed import Line
from .drifted import DriftTeller, Section


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
        tuple(teller.unsure()),
        tuple(teller.unsaid()),
        tuple(unasked),
        tuple(Row(each.message, teller.place(each.at)) for each in failures),
    )


def _apart(section: Section) -> Apart:
    return Apart(section.account, section.lists, tuple(map(_access, section.lines)))


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
