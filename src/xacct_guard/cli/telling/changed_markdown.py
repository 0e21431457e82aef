"""Changes of access as a comment on a pull request: what is added first, what is removed folded away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from ...changes import Changes, Direction
from ...terminal.comment import Part, comment, folded, table, text, whole
from ...terminal.markdown_text import code, prose, tag
from .changed import Line, Teller
from .changed_text import summed_up

_HEAD = ("", "Who", "Action", "Resource", "With", "Why")
_ELSEWHERE = "`xacct-guard diff` tells all of it."
_COUNTED = ("change of access", "changes of access")


def changed_as_markdown(changes: Changes, teller: Teller) -> str:
    """The comment, cut where it would be longer than a comment may be."""
    return comment(_parts(changes, teller), _ELSEWHERE)


def _parts(changes: Changes, teller: Teller) -> Iterator[Part]:
    lines = teller.lines(changes)
    news = [line for line in lines if line.change.direction is Direction.ADDED]
    yield text(f"### {'⚠️' if news else '✅'} Access: {prose(summed_up(changes))}")
    yield from tables(news)
    gone = [line for line in lines if line.change.direction is Direction.REMOVED]
    if gone:
        said = tuple(whole(part) for part in tables(gone))
        things = Part(said, "thing with less access", "things with less access")
        yield folded(f"Removed: {len(gone)}", things)
    yield from unasked(changes, teller)


def tables(lines: Iterable[Line]) -> Iterator[Part]:
    """A table for each thing, below its name."""
    for (account, thing), those in groupby(lines, key=lambda line: (line.account, line.thing)):
        rows = table(_HEAD, map(_row, those), *_COUNTED)
        yield replace(rows, before=f"**{prose(account)}** {prose(thing)}\n\n{rows.before}")


def unasked(changes: Changes, teller: Teller) -> Iterator[Part]:
    """What is no more than counted."""
    said = tuple(
        f"{prose(teller.thing(thing))}: {count} more differences ({direction.value})."
        for thing, direction, count in changes.unasked
    )
    if said:
        yield Part(said, "thing with more differences", "things with more differences")


def _row(line: Line) -> tuple[str, ...]:
    why = f"{prose(line.why)} {code(line.place)}" if line.place else prose(line.why)
    if line.asked is None:
        return line.mark, prose(line.unsure), "", "", "", why
    asked = line.asked
    return (
        line.mark,
        prose(asked.called),
        tag(asked.action),
        tag(asked.resource),
        prose(asked.circumstances),
        why,
    )
