"""The shape of a policy pack, checked at the door like that of the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..span import Node, Route, Source, Span
from . import problems_of, schema
from .fit import fits

if TYPE_CHECKING:
    from collections.abc import Mapping


def checked_pack(document: Mapping[str, Any], source: Source) -> Node:
    """What a TOML document holds, with routes (TOML tells no lines); raises ConfigError for what is no pack."""
    node = _node(document, source, ())
    if not fits(node, schema("pack")):
        _complain(node)
    return node


def _complain(node: Node) -> None:
    from .shape import PackShape

    for problem in problems_of(node, PackShape, "pack"):
        raise problem


def _node(value: Any, source: Source, route: Route) -> Node:  # noqa: ANN401 - what TOML holds
    span = Span(source, route)
    if isinstance(value, dict):
        members = {key: _node(each, source, (*route, key)) for key, each in value.items()}
        return Node(members, span)
    if isinstance(value, list):
        items = (_node(each, source, (*route, index)) for index, each in enumerate(value))
        return Node(tuple(items), span)
    scalar = isinstance(value, str | int | float | bool) or value is None
    return Node(value if scalar else str(value), span)
