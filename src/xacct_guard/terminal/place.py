"""Labels, and the lines of text that they stand on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..span import Span


@dataclass(frozen=True, slots=True)
class Label:
    """A place and what is said about it; the main place of a message is `primary`."""

    span: Span
    says: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A label on existing lines. Lines and columns count from 0; the end is exclusive.

    `lane` is the column of the margin in which a place of several lines is drawn.
    """

    label: Label
    line: int
    column: int
    end_line: int
    end_column: int
    lane: int = 0

    @property
    def is_block(self) -> bool:
        """Whether it goes over several lines."""
        return self.end_line > self.line


def _trimmed(place: Place, lines: tuple[str, ...]) -> Place:
    """Without the white space and line ends before its end."""
    line, column = place.end_line, place.end_column
    while (line, column) > (place.line, place.column):
        if column == 0:
            line, column = line - 1, len(lines[line - 1])
        elif lines[line][column - 1].isspace():
            column -= 1
        else:
            break
    return replace(place, end_line=line, end_column=column)


def place_of(label: Label, lines: tuple[str, ...]) -> Place | None:
    """Where the label stands in these lines; None if its span has no line, or a line not here."""
    span = label.span
    if span.line is None or not 0 < span.line <= len(lines):
        return None
    line, column = span.line - 1, (span.column or 1) - 1
    if span.end_line is None or span.end_column is None:
        return Place(label, line, column, line, column)
    end_line, end_column = span.end_line - 1, span.end_column - 1
    if end_line >= len(lines):
        end_line, end_column = len(lines) - 1, len(lines[-1])
    end_column = min(end_column, len(lines[end_line]))
    if (end_line, end_column) <= (line, column):
        return Place(label, line, column, line, column)
    return _trimmed(Place(label, line, column, end_line, end_column), lines)


def in_lanes(blocks: tuple[Place, ...]) -> tuple[Place, ...]:
    """Each block in the leftmost lane that is free on its lines, the longer ones further left."""
    placed: list[Place] = []
    for block in sorted(blocks, key=lambda block: (block.line, -block.end_line)):
        taken = {other.lane for other in placed if other.end_line >= block.line}
        lane = next(lane for lane in range(len(blocks)) if lane not in taken)
        placed.append(replace(block, lane=lane))
    return tuple(placed)
