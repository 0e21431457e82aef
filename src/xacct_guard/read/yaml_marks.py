"""PyYAML's marks -> our places.

YAML 1.1 ends lines at U+0085, U+2028 and U+2029 too, editors do not; and its readers skip a byte
order mark, which is a character of our text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING

from ..span import Route, Source, Span
from .lines import line_starts
from .making import make_span
from .refusal import Place

if TYPE_CHECKING:
    from yaml import ScalarEvent

BOM = "\ufeff"

_YAML_BREAK = re.compile("\r\n?|[\n\x85\u2028\u2029]")
_ONLY_YAML_BREAKS = ("\x85", "\u2028", "\u2029")
_KEEPS_BLANK_LINES = re.compile(r"(?:^|\s)[|>][0-9]?\+")


def place_of(source: Source) -> Place:
    """What makes spans of line and column as YAML counts them, both from 1."""
    text = source.text
    if any(mark in text for mark in _ONLY_YAML_BREAKS):
        return _recounted(source)
    if text.startswith(BOM):
        return _after_mark(source)
    return partial(make_span, source)


def _after_mark(source: Source) -> Place:
    def place(route: Route, line: int, column: int, end_line: int, end_column: int) -> Span:
        return Span(
            source, route, line, column + (line == 1), end_line, end_column + (end_line == 1)
        )

    return place


def _recounted(source: Source) -> Place:
    bom = len(BOM) if source.text.startswith(BOM) else 0
    theirs = [bom, *(found.end() for found in _YAML_BREAK.finditer(source.text))]
    ours = line_starts(source.text)

    def recount(line: int, column: int) -> tuple[int, int]:
        offset = theirs[line - 1] + column - 1 if line <= len(theirs) else len(source.text)
        number = bisect_right(ours, offset)
        return number, offset - ours[number - 1] + 1

    def place(route: Route, line: int, column: int, end_line: int, end_column: int) -> Span:
        return Span(source, route, *recount(line, column), *recount(end_line, end_column))

    return place


def end_of_block_scalar(text: str, event: ScalarEvent) -> tuple[int, int]:
    """Line and column, from 1, where a `|` or `>` scalar ends.

    PyYAML's mark lies behind the blank lines that follow; they belong to the scalar only if it
    keeps them (`|+`) or if spaces in them are text.
    """
    begin, end = event.start_mark, event.end_mark
    assert begin is not None
    assert end is not None
    written = text[begin.index : end.index]
    content = event.value.rstrip("\n")
    if _KEEPS_BLANK_LINES.search(written.split("\n", 1)[0]) or content.endswith((" ", "\t")):
        return end.line + 1, end.column + 1
    blank = written[len(written.rstrip(" \t\r\n\x85\u2028\u2029")) :]
    breaks = len(_YAML_BREAK.findall(blank))
    if breaks == 0:
        return end.line + 1, end.column + 1
    return end.line + 2 - breaks, 1
