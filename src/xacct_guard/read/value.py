"""A value that something else has parsed, as Nodes: each knows its route, none a line."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping

from ..span import Node, Route, Source, Span
from .making import KeysOfValues, make_lineless

_NO_KEYS: Mapping[str, Span] = {}
_IN_ONE_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)
_SCALARS = frozenset({str, int, float, bool, type(None)})


class Raw(Mapping[str, Node]):
    """The members of an object, each read whenever it is asked for: as Nodes they take ten times the room."""

    __slots__ = ("route", "source", "value")

    def __init__(self, value: Mapping[str, object], source: Source, route: Route) -> None:
        self.value = value
        self.source = source
        self.route = route

    def __getitem__(self, key: str) -> Node:
        return read_value(self.value[key], self.source, (*self.route, key))

    def __contains__(self, key: object) -> bool:
        return key in self.value

    def __iter__(self) -> Iterator[str]:
        return iter(self.value)

    def __len__(self) -> int:
        return len(self.value)

    @property
    def text(self) -> str:
        """The object as JSON without white space."""
        return _IN_ONE_LINE.encode(self.value)


def read_value(
    value: object, source: Source, route: Route = (), later: Container[str] = ()
) -> Node:
    """The value as a Node; what is no JSON is read as its text.

    A key has the place of its value: there is no line that would tell them apart. Objects under the keys
    that are for `later` are read when somebody asks for their members.
    """
    if type(value) in _SCALARS:
        return make_lineless(value, source, route, _NO_KEYS)  # type: ignore[arg-type]
    if isinstance(value, (list, tuple)):
        items = tuple(
            [
                make_lineless(each, source, (*route, number), _NO_KEYS)
                if type(each) in _SCALARS
                else read_value(each, source, (*route, number), later)
                for number, each in enumerate(value)
            ]
        )
        return make_lineless(items, source, route, _NO_KEYS)
    if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101  # the first is ten times as fast
        members: Mapping[str, Node]
        if route and route[-1] in later:
            members = Raw(value, source, route)
        else:
            members = {
                key: make_lineless(each, source, (*route, key), _NO_KEYS)
                if type(each) in _SCALARS
                else read_value(each, source, (*route, key), later)
                for key, each in value.items()
            }
        return make_lineless(members, source, route, KeysOfValues(members))
    return make_lineless(str(value), source, route, _NO_KEYS)
