"""Text: offsets of places, and what stands around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from ..read.lines import line_starts
from ..span import Span

_BLANK = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n\ufeff]+|(?:(?<=[\s\ufeff])|(?<![^\r\n]))#[^\r\n]*)*")
_PROPERTIES = re.compile(r"(?:[!&][^\s,\[\]{}]*(?:[ \t\r\n]+(?:#[^\r\n]*)?)*)+")
_REST = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(\r\n?|\n|\Z)")


class Text:
    """A text that is asked for offsets; lines and columns count from 1."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = line_starts(text)

    def offset(self, line: int, column: int) -> int:
        """The offset of a place."""
        return self._starts[line - 1] + column - 1 if line <= len(self._starts) else len(self.text)

    def begin(self, span: Span) -> int:
        """Where a span with lines begins."""
        return self.offset(span.line or 1, span.column or 1)

    def end(self, span: Span) -> int:
        """Where a span with lines ends."""
        return self.offset(span.end_line or 1, span.end_column or 1)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins, behind a byte order mark."""
        start = self._starts[bisect_right(self._starts, offset) - 1]
        return start + self.text.startswith("\ufeff", start)

    def column(self, offset: int) -> int:
        """How many characters stand before it on its line."""
        return offset - self.line_start(offset)

    def before(self, offset: int) -> str:
        """What stands before it on its line."""
        return self.text[self.line_start(offset) : offset]

    def margin(self, offset: int) -> str:
        """The blanks with which the line of an offset begins."""
        found = _BLANK.match(self.text, self.line_start(offset))
        return found[0] if found else ""

    def after_line(self, offset: int) -> int | None:
        """Where the next line begins, if nothing but a comment follows on this one; else None."""
        if offset > 0 and offset == self.line_start(offset) and offset in self._later_starts:
            return offset  # a block scalar ends where the next line begins
        found = _REST.match(self.text, offset)
        return found.end() if found else None

    def past_blank(self, offset: int) -> int:
        """Behind blanks, line ends and comments."""
        found = _BETWEEN.match(self.text, offset)
        return found.end() if found else offset

    def past_properties(self, offset: int) -> int:
        """Behind the tag and the anchor that a YAML value may begin with."""
        found = _PROPERTIES.match(self.text, offset)
        return found.end() if found else offset

    @cached_property
    def newline(self) -> str:
        """What ends the lines of this text."""
        found = re.search(r"\r\n?|\n", self.text)
        return found[0] if found else "\n"

    @cached_property
    def _later_starts(self) -> frozenset[int]:
        return frozenset(self._starts[1:])
