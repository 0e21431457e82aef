"""Drift in Markdown: what is live only or differs, in tables; what cannot be told folded away."""

from __future__ import annotations

from collections.abc import Iterator

from ...drift import Drift
from ...drifted import Row
from ...terminal.comment import Part, comment, folded, text
from ...terminal.markdown_text import code, prose
from .changed_markdown import tables, unasked
from .drifted import DriftTeller
from .drifted_text import MOST

_ROOM = 30_000
"""Characters: the report above it has as many."""
_ELSEWHERE = "`--format full` tells all of it."


def drift_as_markdown(drift: Drift, teller: DriftTeller) -> str:
    """Parts as long as there is room."""
    return comment(_parts(drift, teller), _ELSEWHERE, _ROOM)


def _parts(drift: Drift, teller: DriftTeller) -> Iterator[Part]:
    mark = "✅" if drift.is_none else "⚠️"
    yield text(f"### {mark} {prose(teller.summed_up())}")
    for section in teller.sections():
        for title, rows in section.lists:
            before = f"**{prose(section.account)}** {title}\n\n"
            yield Part(_items(rows), "difference", "differences", before, between="\n")
        yield from tables(section.lines)
    for title, rows in (
        ("Cannot be told", tuple(teller.unsure())),
        ("Accounts of which the templates say nothing", tuple(teller.unsaid())),
    ):
        if rows:
            part = Part(_items(rows), "row below", "rows below", between="\n")
            yield folded(f"{title}: {len(rows)}", part)
    yield from unasked(drift.changes, teller)


def _items(rows: tuple[Row, ...]) -> tuple[str, ...]:
    said = [
        f"- {prose(row.words)}" + (f" {code(row.place)}" if row.place else "")
        for row in rows[:MOST]
    ]
    return (*said, *([f"- and {len(rows) - MOST} more"] if len(rows) > MOST else ()))
