"""Drift in Markdown: what is live only or differs, in tables; what cannot be told folded away."""

from __future__ import annotations

from collections.abc import Iterator

from ...drift import Drift
from ...terminal.markdown_text import code, prose
from .changed_markdown import tables
from .drifted import DriftTeller, Row
from .drifted_text import MOST

_ROOM = 30_000
"""Characters: a comment on GitHub takes 65,536, and the report has its own."""


def drift_as_markdown(drift: Drift, teller: DriftTeller) -> str:
    """Sections as long as there is room."""
    text, left = "", _ROOM
    for block in _blocks(drift, teller):
        if len(block) > left:
            return f"{text}*What follows has no room here; `--format full` tells it.*\n"
        text += f"{block}\n\n"
        left -= len(block)
    return f"{text.rstrip()}\n"


def _blocks(drift: Drift, teller: DriftTeller) -> Iterator[str]:
    mark = "✅" if drift.is_none else "⚠️"
    yield f"### {mark} {prose(teller.summed_up())}"
    for section in teller.sections():
        for title, rows in section.lists:
            yield f"**{prose(section.account)}** {title}"
            yield "\n".join(_items(rows))
        yield from tables(section.lines)
    for title, rows in (
        ("Cannot be told", tuple(teller.unsure())),
        ("Accounts of which the templates say nothing", tuple(teller.unsaid())),
    ):
        if rows:
            yield f"<details><summary>{title}: {len(rows)}</summary>"
            yield "\n".join(_items(rows))
            yield "</details>"
    for thing, direction, count in drift.changes.unasked:
        yield f"{prose(teller.thing(thing))}: {count} more differences ({direction.value})."


def _items(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows[:MOST]:
        yield f"- {prose(row.words)}" + (f" {code(row.place)}" if row.place else "")
    if len(rows) > MOST:
        yield f"- and {len(rows) - MOST} more"
