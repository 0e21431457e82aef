"""Composed: a text made of parts; and JSON in a text, each part of it where it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..errors import InputError
from ..read import read_embedded
from ..read.json import read_document
from ..read.lines import line_starts
from ..span import Node, Route, Source, Span
from .letters import letters_of


@dataclass(frozen=True, slots=True)
class Composed(Node):
    """A text, and the parts that it was put together from, in order."""

    parts: tuple[Node, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class _Letter:
    """Where a letter was written: exactly, or somewhere in `part`."""

    part: Span
    line: int | None = None
    column: int | None = None


def read_json(node: Node) -> Node:
    """The JSON that a text holds; routes go on from that of the text. Raises InputError if it is none."""
    if node.text is None or node.span.line is None:
        return read_embedded(node)
    letters, starts = list(_letters(node)), line_starts(node.text)

    def place(route: Route, line: int, column: int, end_line: int, end_column: int) -> Span:
        first = starts[line - 1] + column - 1
        last = max(first, starts[end_line - 1] + end_column - 2)
        return _between(route, letters, first, last, node.span)

    try:
        return read_document(Source(node.span.source.name, node.text), node.span.route, place)
    except InputError as error:
        message = f"this text is not JSON: {error.message}"
        raise InputError(message, at=error.at, help=error.help) from None


def _letters(node: Node) -> Iterator[_Letter]:
    """Where every letter of a text was written."""
    if isinstance(node, Composed):
        for part in node.parts:
            yield from _letters(part)
        return
    text, at = node.text or "", node.span
    exact = letters_of(text, at)
    if exact is None:
        yield from [_Letter(at)] * len(text)
        return
    for line, column in exact[:-1]:
        yield _Letter(at, line, column)


def _between(route: Route, letters: list[_Letter], first: int, last: int, whole: Span) -> Span:
    if first >= len(letters):
        return replace(whole, route=route)
    begin, end = letters[first], letters[min(last, len(letters) - 1)]
    if begin.line is None or begin.column is None:
        return replace(begin.part, route=route)
    until = (begin.line, begin.column)
    same = begin.part.source.name == end.part.source.name
    if same and end.line is not None and end.column is not None:
        until = max(until, (end.line, end.column))
    return Span(begin.part.source, route, begin.line, begin.column, until[0], until[1] + 1)
