"""Drift: the section that tells what is live another way than templates say; a line above leads there."""

from __future__ import annotations

from collections.abc import Iterator

from ..drifted import Access, Apart, Drifted, Row
from .markup import Markup, joined, tag
from .prose import prose

_MOST = 200
"""Rows of one list; the others are counted."""
_MARKS = {"+": "added", "-": "removed", "?": "cannot be told"}
_HEAD = ("Access", "Of", "Who", "Action", "Resource", "With", "Why")


def drift_note(drift: Drifted) -> Markup | None:
    """The sum on the first screen; nothing where nothing differs."""
    if drift.is_none and not drift.failures:
        return None
    link = tag("a", "See the drift", href="#drift")
    return tag("p", prose(_sentence(drift)), " ", link, class_="drift-note")


def drift_section(drift: Drifted) -> Markup:
    """All of it, account by account."""
    return tag(
        "section",
        tag("h2", "Drift from templates", id="drift-title"),
        tag("p", prose(_sentence(drift)), class_="lead-drift"),
        _listed("Could not be read", drift.failures, "h3"),
        (_account(each) for each in drift.accounts),
        _listed("Cannot be told", drift.unsure, "h3"),
        _listed("Accounts of which the templates say nothing", drift.unsaid, "h3"),
        tag("ul", (tag("li", prose(each)) for each in drift.more)) if drift.more else None,
        id="drift",
        aria_labelledby="drift-title",
    )


def _sentence(drift: Drifted) -> str:
    return f"{_begun(drift.summed_up)}."


def _begun(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _account(apart: Apart) -> Markup:
    return tag(
        "div",
        tag("h3", apart.account),
        (_listed(title, rows) for title, rows in apart.lists),
        _table(apart),
        class_="apart",
    )


def _listed(title: str, rows: tuple[Row, ...], head: str = "h4") -> Markup | None:
    if not rows:
        return None
    items = (tag("li", prose(each.words), _placed(each.place)) for each in rows[:_MOST])
    counted = tag(head, f"{_begun(title)}: {len(rows)}")
    return tag("div", counted, tag("ul", items, _left(len(rows))), class_="listed")


def _left(count: int) -> Markup | None:
    if count <= _MOST:
        return None
    return tag("li", f"and {count - _MOST} more, which the format json tells", class_="quiet")


def _placed(place: str) -> Markup | None:
    return joined((" ", tag("code", place, class_="place"))) if place else None


def _table(apart: Apart) -> Markup | None:
    if not apart.access:
        return None
    count = len(apart.access)
    table = tag(
        "table",
        tag("caption", f"Access that differs in {apart.account}"),
        tag("thead", tag("tr", (tag("th", each, scope="col") for each in _HEAD))),
        tag("tbody", map(_row, apart.access[:_MOST])),
        class_="matrix",
    )
    more = tag("ul", _left(count)) if count > _MOST else None
    return joined((tag("h4", f"Access: {count}"), tag("div", table, class_="wide"), more))


def _row(access: Access) -> Markup:
    return tag("tr", (tag("td", each) for each in _cells(access)))


def _cells(access: Access) -> Iterator[Markup]:
    yield tag("span", f"{access.mark} {_MARKS[access.mark]}", class_="mark-of-drift")
    yield prose(access.thing)
    yield prose(access.who)
    yield from (
        tag("code", each) if each else joined(()) for each in (access.action, access.resource)
    )
    yield prose(access.circumstances)
    yield joined((prose(access.why), _placed(access.place)))
