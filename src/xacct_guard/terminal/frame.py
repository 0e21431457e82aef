"""A frame: the source around some places, each underlined and labelled, file by file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ..span import Source, Span
from .cells import cells, clean, wrap
from .margin import Look, bars, foot
from .place import Label, Place, in_lanes, place_of
from .row import Row
from .strip import Strip, strip
from .underline import Mark, underline

_LINE_END = re.compile(r"\r\n|\r|\n")
_WHOLE_BLOCK = 7
_HEAD_OF_BLOCK = 4


@lru_cache(maxsize=64)
def _split(_: str, text: str) -> tuple[str, ...]:
    return tuple(_LINE_END.split(text))


def lines_of(source: Source) -> tuple[str, ...]:
    """The lines of a source, without their ends."""
    return _split(source.name, source.text)


def gutter_of(labels: tuple[Label, ...]) -> int:
    """The cells that the longest line number of these places takes."""
    return max((len(str(at.span.end_line or at.span.line or 1)) for at in labels), default=1)


def frame(labels: tuple[Label, ...], look: Look) -> Iterator[str]:
    """Lines that show every place, those of the first label's file first."""
    first, *others = dict.fromkeys(label.span.source.name for label in labels) or ("",)
    yield from _file(_within(first, labels), look, "-->")
    for name in others:
        yield look.line()
        yield from _file(_within(name, labels), look, ":::")


def _within(name: str, labels: tuple[Label, ...]) -> tuple[Label, ...]:
    return tuple(label for label in labels if label.span.source.name == name)


def _file(labels: tuple[Label, ...], look: Look, arrow: str) -> Iterator[str]:
    if not labels:
        return
    lines = lines_of(labels[0].span.source)
    placed = tuple((label, place_of(label, lines)) for label in labels)
    places = tuple(place for _, place in placed if place)
    yield heading(labels[0], look, arrow)
    if places:
        yield look.line()
        yield from _Sheet.of(lines, places, look).drawn()
    for label in (each for each, place in placed if not place and (each.says or places)):
        yield look.line()
        yield from _without_lines(label, look, named=label is not labels[0])


def heading(label: Label, look: Look, arrow: str) -> str:
    """The arrow, the place, and as much of the end of its route as there is room for."""
    span = label.span
    place = clean(str(span))
    head = f"{' ' * look.gutter}{look.paint('gutter', arrow)} {place}"
    if span.line is None:
        return head
    route = _fitting(span, look.width - cells(place) - look.gutter - len(arrow) - 4, look)
    return f"{head} {look.paint('dim', f'({route})')}" if route else head


def _fitting(span: Span, room: int, look: Look) -> str:
    """The route, its first steps left out as room demands."""
    for first in range(max(len(span.route) - 1, 1)) if span.route else ():
        end = clean(replace(span, route=span.route[first:]).path)
        route = f"{look.paint.ellipsis}{'' if end[0] == '[' else '.'}{end}" if first else end
        if cells(route) <= room:
            return route
    return ""


def _without_lines(label: Label, look: Look, *, named: bool) -> Iterator[str]:
    """A label whose source shows no lines: its route, unless just named, and what it says."""
    where = f"{clean(label.span.path)}: " if named and label.span.route else ""
    for line in wrap(where + clean(label.says), look.room):
        yield look.line(look.paint(look.style_of(label), line))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The lines of one file and what to draw on them."""

    lines: tuple[str, ...]
    points: tuple[Place, ...]
    blocks: tuple[Place, ...]
    look: Look

    @classmethod
    def of(cls, lines: tuple[str, ...], places: tuple[Place, ...], look: Look) -> _Sheet:
        """Places of one line below their line, the others in lanes left of the text."""
        points = tuple(place for place in places if not place.is_block)
        return cls(lines, points, in_lanes(tuple(p for p in places if p.is_block)), look)

    @property
    def left(self) -> int:
        """The cells that the lanes take."""
        return 2 * max((block.lane + 1 for block in self.blocks), default=0)

    def shown(self) -> tuple[int, ...]:
        """The lines to show: where something is said, and enough of each block to know it."""
        wanted: set[int] = set()
        for place in (*self.points, *self.blocks):
            whole = range(place.line, place.end_line + 1)
            written = [line for line in whole if self.lines[line].strip()]
            short = (place.line, *written[:_HEAD_OF_BLOCK], place.end_line)
            wanted.update(whole if len(whole) <= _WHOLE_BLOCK else short)
        between = {line + 1 for line in wanted if line + 2 in wanted}
        return tuple(sorted(wanted | between))

    def open_at(self, line: int) -> tuple[Place, ...]:
        """The blocks that have a part on this line."""
        return tuple(block for block in self.blocks if block.line <= line <= block.end_line)

    def drawn(self) -> Iterator[str]:
        """Every shown line with all that belongs below it, and dots where lines are left out."""
        shown = self.shown()
        for before, line in zip((shown[0], *shown), shown, strict=False):
            if line > before + 1:
                yield self._gap(line)
            yield from self._line(line)

    def _gap(self, line: int) -> str:
        through = tuple(block for block in self.open_at(line) if block.line < line)
        text = bars(Row(), through, self.look).painted(self.look.paint)
        return (self.look.paint("gutter", "...".ljust(self.look.gutter + 3)) + text).rstrip()

    def _line(self, line: int) -> Iterator[str]:
        """One source line, the underlines below it, and the feet of the blocks that end here."""
        points = tuple(point for point in self.points if point.line == line)
        cut, open_here = self._cut(line, points), self.open_at(line)
        text = bars(Row(), open_here, self.look, begins=line).put(self.left, cut.text)
        yield self.look.line(text, str(line + 1))
        for row in underline(self._marks(points, cut), self.look.room) if points else ():
            yield self.look.line(bars(row, open_here, self.look))
        for row in self._feet(line, cut, open_here):
            yield self.look.line(row)

    def _cut(self, line: int, points: tuple[Place, ...]) -> Strip:
        main = tuple(point for point in points if point.label.primary) or points
        start = min((point.column for point in main), default=0)
        end = max((point.end_column for point in points), default=0)
        room = self.look.room - self.left
        return strip(self.lines[line], room, start, end, self.look.paint.ellipsis)

    def _marks(self, points: tuple[Place, ...], cut: Strip) -> tuple[Mark, ...]:
        return tuple(self._mark(point, cut) for point in points)

    def _mark(self, point: Place, cut: Strip) -> Mark:
        start = self.left + min(cut.cell(point.column), cut.room - 1)
        end = max(self.left + cut.cell(point.end_column), start + 1)
        label = point.label
        look = self.look
        return Mark(
            start, end, clean(label.says).strip(), look.sign_of(label), look.style_of(label)
        )

    def _feet(self, line: int, cut: Strip, open_here: tuple[Place, ...]) -> Iterator[Row]:
        still = list(open_here)
        ending = (block for block in self.blocks if block.end_line == line)
        for block in sorted(ending, key=lambda block: -block.lane):
            still.remove(block)
            end = self.left + cut.cell(block.end_column)
            for row in foot(block, end, self.look):
                yield bars(row, still, self.look)
