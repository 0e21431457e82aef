"""Changes of access for a terminal: account by account, thing by thing, one sum at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ...changes import Changes, Direction
from ...terminal.cells import clean, wrap
from ...terminal.paint import Paint
from ..output import Sheet
from .changed import Line, Teller

_STYLES = {"+": "warning", "-": "added", "?": "unknown"}
_LEAST = 40


def changed_in_words(changes: Changes, teller: Teller, sheet: Sheet, *, quiet: bool = False) -> str:
    """What a reviewer reads; `quiet` leaves out what is removed."""
    lines = teller.lines(changes)
    if quiet:
        lines = tuple(line for line in lines if _is_heeded(line))
    told = [*_accounts(lines, sheet), *unasked(changes, teller, sheet), summed_up(changes)]
    return "".join(f"{line}\n" for line in told)


def summed_up(changes: Changes) -> str:
    """The sum of it on one line."""
    if not changes.things:
        return "no policy differs"
    count = len(changes.things)
    differ = f"{count} policy differs" if count == 1 else f"{count} policies differ"
    if not changes.found:
        return f"no access is added or removed ({differ}, and every request is decided as before)"
    sure = {way: len(changes.in_direction(way, certain=True)) for way in Direction}
    added, removed = sure[Direction.ADDED], sure[Direction.REMOVED]
    unsure = len(changes.found) - added - removed
    doubt = f", {unsure} cannot be told" if unsure else ""
    return f"{added} added, {removed} removed{doubt} ({differ})"


def _is_heeded(line: Line) -> bool:
    return line.change.direction is Direction.ADDED


def _accounts(lines: Iterable[Line], sheet: Sheet) -> Iterator[str]:
    paint, _ = sheet
    for account, those in groupby(lines, key=lambda line: line.account):
        yield paint("strong", clean(account))
        yield from things_in_words(those, sheet)
        yield ""


def things_in_words(lines: Iterable[Line], sheet: Sheet) -> Iterator[str]:
    """The changes of one account, thing by thing."""
    for thing, each in groupby(lines, key=lambda line: line.thing):
        yield f"  {clean(thing)}"
        for line in each:
            yield from _line(line, sheet)


def _line(line: Line, sheet: Sheet) -> Iterator[str]:
    paint, width = sheet
    room = max(width - 6, _LEAST)
    first, *rest = wrap(clean(_sentence(line)), room, "  ")
    yield f"    {paint(_STYLES[line.mark], line.mark)} {paint.prose(first)}"
    yield from (f"      {paint.prose(each)}" for each in rest)
    if line.asked is not None and line.asked.circumstances:
        yield from _more(f"with {line.asked.circumstances}", room, paint)
    where = f"{line.why}, {line.place}" if line.place else line.why
    yield from (f"      {paint('dim', each)}" for each in wrap(clean(where), room, "  "))


def _more(text: str, room: int, paint: Paint) -> Iterator[str]:
    yield from (f"      {paint.prose(each)}" for each in wrap(clean(text), room, "  "))


def _sentence(line: Line) -> str:
    if line.asked is None:
        return line.unsure
    asked = line.asked
    may = "may" if line.mark == "+" else "may no longer"
    return f"{asked.called} {may} `{asked.action}` on `{asked.resource}`"


def unasked(changes: Changes, teller: Teller, sheet: Sheet) -> Iterator[str]:
    """What there was no need to ask about one by one."""
    paint, width = sheet
    for thing, direction, count in changes.unasked:
        which = "1 more difference was" if count == 1 else f"{count} more differences were"
        words = f"{teller.thing(thing)}: {which} not asked about (access {direction.value})"
        yield from (paint("dim", line) for line in wrap(clean(words), width, "  "))
    if changes.unasked:
        yield ""
