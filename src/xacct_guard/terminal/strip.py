"""A source line as it is drawn: tabs and wide characters measured, the too long cut."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from .cells import cells, drawn

_BEFORE = 24


@dataclass(frozen=True, slots=True)
class Strip:
    """The drawn text, and the cell at which each character of the line begins."""

    text: str
    starts: Sequence[int]
    left: int
    room: int

    def cell(self, column: int) -> int:
        """Where the character at a column (from 0) is drawn; the edge, if it was cut off."""
        at = self.starts[min(column, len(self.starts) - 1)] - self.left
        return min(max(at, 0), self.room)


def _left_edge(total: int, start: int, end: int, room: int) -> int:
    """How many cells to cut from the left so that the focus is seen with something before it."""
    if total <= room or end < room:
        return 0
    return max(0, min(start - min(_BEFORE, room // 4), total - room))


@lru_cache(maxsize=8)
def _measured(line: str) -> tuple[Sequence[str], Sequence[int]]:
    """Each character as drawn, and the cell at which it begins; a minified file is one line."""
    if line.isascii() and line.isprintable():
        return line, range(len(line) + 1)
    pieces = tuple(drawn(line))
    return pieces, array("q", accumulate(map(cells, pieces), initial=0))


def strip(line: str, room: int, start: int, end: int, ellipsis: str) -> Strip:
    """The line in `room` cells, cut around the characters `start` to `end`."""
    pieces, starts = _measured(line)
    total, last = starts[-1], len(pieces)
    if total <= room:
        return Strip("".join(pieces).rstrip(), starts, 0, room)
    left = _left_edge(total, starts[min(start, last)], starts[min(end, last)], room)
    before = ellipsis if left else ""
    after = ellipsis if left + room < total else ""
    first = bisect_left(starts, left + len(before))
    stop = bisect_right(starts, left + room - len(after)) - 1
    gap = " " * (starts[first] - left - len(before))
    return Strip(before + gap + "".join(pieces[first:stop]) + after, starts, left, room)
