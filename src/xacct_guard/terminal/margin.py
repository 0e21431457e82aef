"""What stands left of the source: line numbers, and the bars of places of several lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .cells import clean, wrap
from .paint import Paint
from .place import Label, Place
from .row import Row

LEAST_ROOM = 28
_FURTHEST_FOOT = 36


@dataclass(frozen=True, slots=True)
class Look:
    """How frames are drawn: the paint, the style of the main place, the room, the gutter."""

    paint: Paint
    style: str = "error"
    width: int = 100
    gutter: int = 1

    @property
    def room(self) -> int:
        """The cells right of the gutter."""
        return max(self.width - self.gutter - 3, LEAST_ROOM)

    def style_of(self, label: Label) -> str:
        """The style of a label: the main one's, or that of all others."""
        return self.style if label.primary else "second"

    def sign_of(self, label: Label) -> str:
        """What underlines a label."""
        return "^" if label.primary else "-"

    def line(
        self, row: Row | str = "", number: str = "", sign: str = "|", style: str = "gutter"
    ) -> str:
        """A row behind its gutter: a line number or nothing, and a bar or another sign."""
        text = row.painted(self.paint) if isinstance(row, Row) else row
        bar = self.paint(style, f"{number:>{self.gutter}} {sign}")
        return f"{bar} {text}" if text else bar


def bars(row: Row, blocks: Iterable[Place], look: Look, begins: int | None = None) -> Row:
    """The bars of open blocks; a block that begins on this line gets its corner."""
    for block in blocks:
        sign = "/" if block.line == begins else "|"
        row.put(2 * block.lane, sign, look.style_of(block.label))
    return row


def foot(block: Place, end: int, look: Look) -> Iterator[Row]:
    """The end of a block: its bar turns to the cell of its last character; then its label."""
    style, sign = look.style_of(block.label), look.sign_of(block.label)
    left, end = 2 * block.lane, min(end, _FURTHEST_FOOT)
    line = Row().put(left, "|" + "_" * (end - left - 2) + sign, style)
    first, *rest = wrap(clean(block.label.says), max(look.room - end - 1, LEAST_ROOM))
    yield line.put(end + 1, first, style)
    for text in rest:
        yield Row().put(end + 1, text, style)
