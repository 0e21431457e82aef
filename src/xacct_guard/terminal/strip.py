"""A source line as it is drawn: tabs and wide characters measured, the too long cut."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from .cells import cells, drawn

_BEFORE = 24


@dataclass(frozen=True, slots=True)
class Strip:
    """The drawn text, and the cell at which each character of the line begins."""

    text: str
    starts: tuple[int, ...]
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


def strip(line: str, room: int, start: int, end: int, ellipsis: str) -> Strip:
    """The line in `room` cells, cut around the characters `start` to `end`."""
    pieces = tuple(drawn(line))
    starts = (0, *accumulate(map(cells, pieces)))
    total = starts[-1]
    last = len(starts) - 1
    left = _left_edge(total, starts[min(start, last)], starts[min(end, last)], room)
    if total <= room:
        return Strip("".join(pieces).rstrip(), starts, 0, room)
    cut = len(ellipsis)
    first = left + cut if left else 0
    stop = left + room - cut if left + room < total else total
    kept = [(at, text) for at, text in zip(starts, pieces, strict=False) if at >= first]
    kept = [(at, text) for at, text in kept if at + cells(text) <= stop]
    gap = " " * (kept[0][0] - first) if kept else ""
    text = "".join(text for _, text in kept)
    before = ellipsis + gap if left else ""
    return Strip(before + text + (ellipsis if stop < total else ""), starts, left, room)
