"""A value that something else has parsed, as Nodes: each knows its route, none a line."""

from __future__ import annotations

from collections.abc import Mapping

from ..span import Node, Route, Source, Span
from .making import make_node, make_place

_NO_KEYS: Mapping[str, Span] = {}
_SCALARS = frozenset({str, int, float, bool, type(None)})


def read_value(value: object, source: Source, route: Route = ()) -> Node:
    """The value as a Node; what is no JSON is read as its text.

    A key has the place of its value: there is no line that would tell them apart.
    """
    at = make_place(source, route)
    if type(value) in _SCALARS:
        return make_node(value, at, None, _NO_KEYS)  # type: ignore[arg-type]
    if isinstance(value, Mapping):
        members = {key: read_value(each, source, (*route, key)) for key, each in value.items()}
        return make_node(members, at, None, {key: node.span for key, node in members.items()})
    if isinstance(value, (list, tuple)):
        items = tuple([read_value(each, source, (*route, n)) for n, each in enumerate(value)])
        return make_node(items, at, None, _NO_KEYS)
    return make_node(str(value), at, None, _NO_KEYS)
