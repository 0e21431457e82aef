"""Nodes that the transform writes, each at the place of what it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ....iam.symbol import Symbol
from ....span import Node, Span

Made = Iterator[tuple[str, Node]]
"""Resources by logical id, as templates write them."""


def text(value: str, at: Span) -> Node:
    """A text."""
    return Node(value, at)


def mapping(at: Span, members: Mapping[str, Node]) -> Node:
    """A mapping whose keys stand where their members do."""
    return Node(dict(members), at, keys={name: node.span for name, node in members.items()})


def listed(at: Span, items: Iterable[Node]) -> Node:
    """A list."""
    return Node(tuple(items), at)


def ref(name: str, at: Span) -> Node:
    """`Ref` of a resource or parameter."""
    return mapping(at, {"Ref": text(name, at)})


def get_att(logical: str, attribute: str, at: Span) -> Node:
    """`Fn::GetAtt`."""
    return mapping(at, {"Fn::GetAtt": listed(at, (text(logical, at), text(attribute, at)))})


def sub(template: str, variables: Mapping[str, Node], at: Span) -> Node:
    """`Fn::Sub` with variables of its own."""
    return mapping(at, {"Fn::Sub": listed(at, (text(template, at), mapping(at, variables)))})


def either(condition: Node, one: Node, other: Node, at: Span) -> Node:
    """`Fn::If`."""
    return mapping(at, {"Fn::If": listed(at, (condition, one, other))})


def nothing(at: Span) -> Node:
    """`AWS::NoValue`."""
    return ref("AWS::NoValue", at)


def opened(what: str, at: Span) -> Node:
    """A value that the transform makes and nobody here knows."""
    return Node(str(Symbol(what)), at)


def resource(source: Node, at: Span, type: str, properties: Mapping[str, Node]) -> Node:
    """A resource made of another one: under its condition, and whatever else it says of itself."""
    members = {"Type": text(type, at), "Properties": mapping(at, properties)}
    rest = {key: node for key, node in source.mapping.items() if key not in members}
    return mapping(at, {**rest, **members})


def properties_of(node: Node, at: Span) -> Node:
    """The properties of a resource, an empty mapping where it has none."""
    return node.get("Properties") or Node({}, at)


def allow(action: str, on: Node, at: Span) -> Node:
    """A policy document of one statement."""
    members = {"Effect": text("Allow", at), "Action": text(action, at), "Resource": on}
    return mapping(at, {"Statement": listed(at, (mapping(at, members),))})


def trust(service: str, at: Span) -> Node:
    """A trust policy that lets one service in."""
    members = {
        "Effect": text("Allow", at),
        "Principal": mapping(at, {"Service": text(service, at)}),
        "Action": text("sts:AssumeRole", at),
    }
    return mapping(at, {"Statement": mapping(at, members)})
