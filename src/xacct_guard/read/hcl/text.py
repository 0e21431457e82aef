"""Text: HCL source with a place in it, moved forward by whoever reads it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import partial
from re import Pattern

from ...errors import InputError
from ...span import Source, Span
from ..lines import line_starts
from ..refusal import too_deep

_BLANK = re.compile(r"(?:[ \t\ufeff]|/\*(?s:.*?)\*/)*+")
_LINES = re.compile(r"(?:[ \t\r\n\ufeff]|(?:#|//)[^\n]*|/\*(?s:.*?)\*/)*+")
_REST = re.compile(r"(?:[ \t\r]|(?:#|//)[^\n]*|/\*(?s:.*?)\*/)*+")
_DEEPEST = 60  # levels: an expression is read, and worked out, by recursion


Place = Callable[[int], tuple[int, int]]
"""From an offset to its line and column."""


def _in_file(starts: Sequence[int], offset: int) -> tuple[int, int]:
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


class Text:
    """A text and how far it has been read.

    A text that is part of a file of another syntax is given with `place`, which tells where its letters
    are in the file.
    """

    def __init__(self, source: Source, text: str | None = None, place: Place | None = None) -> None:
        self.source = source
        self.text = source.text if text is None else text
        self.at = 0
        self.depth = 0
        self._place = place or partial(_in_file, line_starts(source.text))

    def span(self, start: int, end: int | None = None) -> Span:
        """The place from `start` to `end`, or to where the reader is."""
        line, column = self._place(start)
        end_line, end_column = self._place(self.at if end is None else end)
        return Span(self.source, (), line, column, end_line, end_column)

    def blank(self, *, lines: bool = True) -> None:
        """Pass blanks and comments; those that end a line too, unless a line's end says something."""
        found = (_LINES if lines else _BLANK).match(self.text, self.at)
        self.at = found.end() if found else self.at

    def take(self, pattern: Pattern[str]) -> str | None:
        """Read what the pattern says, if it stands here."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found.group()

    def takes(self, mark: str) -> bool:
        """Read a mark, if it stands here."""
        if not self.text.startswith(mark, self.at):
            return False
        self.at += len(mark)
        return True

    def sees(self, mark: str) -> bool:
        """Does the mark stand here?"""
        return self.text.startswith(mark, self.at)

    def expect(self, mark: str, why: str) -> None:
        """Read a mark that must stand here."""
        if not self.takes(mark):
            raise self.stuck(f"`{mark}` is expected here", why)

    def ends_line(self) -> bool:
        """Pass what is left of the line, if nothing is but a comment; True where it, or the text, ends."""
        found = _REST.match(self.text, self.at)
        at = found.end() if found else self.at
        if at < len(self.text) and self.text[at] != "\n":
            return False
        self.at = at
        return True

    def deeper(self) -> None:
        """Go one level down; raises InputError where nobody can mean it."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise too_deep(self.span(self.at, self.at + 1), _DEEPEST)

    def stuck(self, message: str, help: str, at: int | None = None) -> InputError:
        """The error that the text does not go on as HCL."""
        start = min(self.at if at is None else at, len(self.text))
        return InputError(message, at=self.span(start, start + 1), help=help)
