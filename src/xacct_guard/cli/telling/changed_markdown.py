"""Changes of access as a comment on a pull request: what is added first, what is removed folded away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ...changes import Changes, Direction
from ...terminal.markdown_text import code, prose, tag
from .changed import Line, Teller
from .changed_text import summed_up

_MOST = 60_000
"""Characters. A comment on GitHub takes 65,536."""
_HEAD = ("", "Who", "Action", "Resource", "With", "Why")


def changed_as_markdown(changes: Changes, teller: Teller) -> str:
    """The comment, cut where it would be longer than a comment may be."""
    text, left = "", _MOST
    for block in _blocks(changes, teller):
        if len(block) > left:
            return f"{text}*What follows has no room here; `xacct-guard diff` tells it.*\n"
        text += f"{block}\n\n"
        left -= len(block)
    return f"{text.rstrip()}\n"


def _blocks(changes: Changes, teller: Teller) -> Iterator[str]:
    lines = teller.lines(changes)
    news = [line for line in lines if line.change.direction is Direction.ADDED]
    yield f"### {'⚠️' if news else '✅'} Access: {prose(summed_up(changes))}"
    yield from tables(news)
    gone = [line for line in lines if line.change.direction is Direction.REMOVED]
    if gone:
        yield f"<details><summary>Removed: {len(gone)}</summary>"
        yield from tables(gone)
        yield "</details>"
    for thing, direction, count in changes.unasked:
        yield f"{prose(teller.thing(thing))}: {count} more differences ({direction.value})."


def tables(lines: Iterable[Line]) -> Iterator[str]:
    """A table for each thing."""
    for (account, thing), those in groupby(lines, key=lambda line: (line.account, line.thing)):
        yield f"**{prose(account)}** {prose(thing)}"
        rows = (f"| {' | '.join(_row(line))} |" for line in those)
        yield "\n".join((f"| {' | '.join(_HEAD)} |", f"|{'---|' * len(_HEAD)}", *rows))


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
