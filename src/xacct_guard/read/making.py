"""Spans and Nodes made fast, and the places of keys not before they are asked for.

A frozen class sets each of its fields by a call, and that was half the time of reading. What is made
here is filled in first and becomes a Span or a Node then: Python lets an object take a class that has
the same slots.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ..span import Node, Route, Scalar, Source, Span
from .refusal import Place

_new: Any = object.__new__


class OpenSpan:
    """What becomes a Span once it is filled in."""

    __slots__ = Span.__slots__


class _OpenNode:
    __slots__ = Node.__slots__


def make_span(  # noqa: PLR0917
    source: Source,
    route: Route,
    line: int | None,
    column: int | None,
    end_line: int | None,
    end_column: int | None,
) -> Span:
    """The same as `Span(…)`, in a third of the time."""
    made = _new(OpenSpan)
    made.source = source
    made.route = route
    made.line = line
    made.column = column
    made.end_line = end_line
    made.end_column = end_column
    made.__class__ = Span
    return made  # type: ignore[no-any-return]


def make_place(source: Source, route: Route) -> Span:
    """The same as `Span(source, route)`, in a third of the time."""
    return make_span(source, route, None, None, None, None)


def make_node(
    value: Scalar | tuple[Node, ...] | Mapping[str, Node],
    span: Span,
    tag: str | None,
    keys: Mapping[str, Span],
) -> Node:
    """The same as `Node(…)`, in a third of the time."""
    made = _new(_OpenNode)
    made.value = value
    made.span = span
    made.tag = tag
    made.keys = keys
    made.__class__ = Node
    return made  # type: ignore[no-any-return]


def make_lineless(
    value: Scalar | tuple[Node, ...] | Mapping[str, Node],
    source: Source,
    route: Route,
    keys: Mapping[str, Span],
) -> Node:
    """A Node at a place without lines."""
    at = _new(OpenSpan)
    at.source = source
    at.route = route
    at.line = at.column = at.end_line = at.end_column = None
    at.__class__ = Span
    made = _new(_OpenNode)
    made.value = value
    made.span = at
    made.tag = None
    made.keys = keys
    made.__class__ = Node
    return made  # type: ignore[no-any-return]


class Mark(Protocol):
    """Where an event of PyYAML begins or ends, counted from 0."""

    line: int
    column: int


Points = dict[str, tuple[Mark, Mark] | Span]
"""From where to where each key is written."""


class KeysOfValues(Mapping[str, Span]):
    """Where the keys of a mapping are, each being where its value is."""

    __slots__ = ("_members",)

    def __init__(self, members: Mapping[str, Node]) -> None:
        self._members = members

    def __getitem__(self, key: str) -> Span:
        return self._members[key].span

    def __contains__(self, key: object) -> bool:
        return key in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


class Keys(Mapping[str, Span]):
    """Where each key of a mapping is written; few are ever asked for, and only these become Spans."""

    __slots__ = ("_inside", "_place", "_points")

    def __init__(self, points: Points, inside: Route, place: Place) -> None:
        self._points = points
        self._inside = inside
        self._place = place

    def __getitem__(self, key: str) -> Span:
        at = self._points[key]
        if isinstance(at, Span):
            return at
        begin, end = at
        points = begin.line + 1, begin.column + 1, end.line + 1, end.column + 1
        return self._place((*self._inside, key), *points)

    def __contains__(self, key: object) -> bool:
        return key in self._points

    def __iter__(self) -> Iterator[str]:
        return iter(self._points)

    def __len__(self) -> int:
        return len(self._points)
