"""A graph with what turned out to be the values of names that only a deployment draws."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TypeVar, cast

from ..graph.access_graph import AccessGraph
from ..graph.model import Role
from ..iam.symbol import Symbol, has_symbol, split_symbols
from ..span import Span

_T = TypeVar("_T")


def with_values(graph: AccessGraph, names: Mapping[str, str]) -> AccessGraph:
    """The graph with each symbol that has a value as that value."""
    return _filled(graph, lambda symbol: names.get(symbol.name, str(symbol)))


def with_open_names(graph: AccessGraph, but: Collection[str]) -> AccessGraph:
    """The graph with every name that a deployment draws as one that may be any, also one that is there.

    `but` are names of what is not live: no other has these.
    """

    def value(symbol: Symbol) -> str:
        return str(symbol if symbol.name in but else replace(symbol, created=False))

    return _filled(graph, value)


def _filled(graph: AccessGraph, value: Callable[[Symbol], str]) -> AccessGraph:
    def text(whole: str) -> str:
        if not has_symbol(whole):
            return whole
        parts = split_symbols(whole)
        return "".join(part if isinstance(part, str) else value(part) for part in parts)

    def roles() -> Mapping[str, Role]:
        found = (_deep(role, text) for role in graph.roles.values())
        return {role.arn: role for role in found}

    resources = (_deep(each, text) for each in graph.resources.values())
    return replace(
        graph,
        roles=roles(),
        resources={each.arn: each for each in resources},
        attached=_deep(graph.attached, text),
        aliases=_deep(graph.aliases, text),
        grants=_deep(graph.grants, text),
        pipelines=_deep(graph.pipelines, text),
    )


def _deep(value: _T, text: Callable[[str], str]) -> _T:
    """A value with every text in it put through `text`; what does not change is the same object."""
    return cast("_T", _changed(value, text))


def _changed(value: object, text: Callable[[str], str]) -> object:
    if isinstance(value, Span | Enum):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, tuple):
        items = tuple(_changed(item, text) for item in value)
        return value if all(map(_is, items, value)) else items
    if isinstance(value, Mapping):
        pairs = {_changed(key, text): _changed(each, text) for key, each in value.items()}
        is_same = all(pairs.get(key) is each for key, each in value.items())
        return value if is_same else pairs
    if is_dataclass(value) and not isinstance(value, type):
        members = {each.name: getattr(value, each.name) for each in fields(value)}
        found = {name: _changed(each, text) for name, each in members.items()}
        if all(found[name] is each for name, each in members.items()):
            return value
        return replace(value, **found)
    return value


def _is(one: object, other: object) -> bool:
    return one is other
