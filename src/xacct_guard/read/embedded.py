"""JSON that stands as text inside another document: a policy in a template, in a plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from json import JSONDecoder

from ..errors import InputError
from ..span import Node, Route, Source, Span
from . import json
from .lines import split_lines
from .number import number
from .refusal import DEEPEST, Place
from .value import read_value

_SHORT = 1 << 16


def read_embedded(node: Node) -> Node:
    """The JSON document that a scalar's text holds; null, a list or a mapping is returned as it is.

    Routes go on from the scalar's route. A part has its own line and column where the text stands
    in the source as it is (a `|` block, one line without escapes), else those of the scalar.
    Raises InputError if the text is not JSON.
    """
    text, at = node.text, node.span
    if text is None:
        return node
    if at.line is None and (plain := _plain(text, at)) is not None:
        return plain
    inner = Source(at.source.name, text)
    place = _inside_block(at, text) or _inside_line(at, text)
    try:
        return json.read_document(inner, at.route, place or partial(_whole, at))
    except InputError as error:
        where = "" if place else _place_in_text(inner)
        raise InputError(
            f"this text is not JSON{where}: {error.message}", at=error.at, help=error.help
        ) from None


def _plain(text: str, at: Span) -> Node | None:
    """A short text without escapes, at a place without lines: there is nothing to count in it.

    Python's own reader takes a fifth of the time. None for what it does not take: that is looked at closely.
    """
    if len(text) > _SHORT or "\\" in text or text.count("[") + text.count("{") > DEEPEST:
        return None
    try:
        return read_value(_DECODER.decode(text), at.source, at.route)
    except ValueError:
        return None


def _members(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _no_number(text: str) -> object:
    raise ValueError(text)


_DECODER = JSONDecoder(
    object_pairs_hook=_members, parse_int=number, parse_float=number, parse_constant=_no_number
)


def _whole(at: Span, route: Route, *_: int) -> Span:
    return Span(at.source, route, at.line, at.column, at.end_line, at.end_column)


def _inside_block(at: Span, text: str) -> Place | None:
    """A block scalar's lines follow its first line, each behind the same indentation."""
    if at.line is None or at.end_line is None or at.end_line <= at.line:
        return None
    first, wanted = at.line, text.removesuffix("\n").split("\n")
    written = split_lines(at.source.text)[first : first + len(wanted)]
    indents = {
        _margin(line) - _margin(part)
        for line, part in zip(written, wanted, strict=False)
        if part.strip()
    }
    if len(indents) != 1 or min(indents) < 0 or len(written) < len(wanted):
        return None
    (indent,) = indents
    limits = [_agreement(line[indent:], part) for line, part in zip(written, wanted, strict=True)]
    if None in limits:
        return None

    def column_of(line: int, column: int) -> int:
        limit = limits[line - 1]
        return indent + (column if limit is None else min(column, limit))

    def place(route: Route, line: int, column: int, end_line: int, end_column: int) -> Span:
        begin, end = column_of(line, column), column_of(end_line, end_column)
        if (end_line, end) <= (line, begin):
            end = begin + 1
        return Span(at.source, route, first + line, begin, first + end_line, end)

    return place


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _agreement(written: str, text: str) -> int | None:
    """The column up to which a line stands in the source as it is; None where it is another line.

    What `Fn::Sub` has put in place of `${…}` moves the rest of its line.
    """
    if written == text or not text.strip():
        return len(text) + 1
    begin, variable, _ = written.partition("${")
    return len(begin) + 1 if variable and text.startswith(begin) else None


def _inside_line(at: Span, text: str) -> Place | None:
    """A quoted scalar on one line, without an escape in it, ends with its text and a quote."""
    if at.line is None or at.end_line != at.line or at.column is None or at.end_column is None:
        return None
    written = split_lines(at.source.text)[at.line - 1 :][:1]
    end = at.end_column - 1
    if not written or written[0][at.column - 1 : end][:-1][-len(text) :] != text:
        return None
    before = end - 1 - len(text)

    def place(route: Route, _: int, column: int, __: int, end_column: int) -> Span:
        return Span(at.source, route, at.line, before + column, at.line, before + end_column)

    return place


def _place_in_text(inner: Source) -> str:
    """Where in the text the error is, in words: its span can only be that of the whole scalar."""
    try:
        json.read_document(inner)
    except InputError as error:
        if error.at is not None and error.at.line is not None:
            return f" (line {error.at.line}, column {error.at.column} of it)"
    return ""
