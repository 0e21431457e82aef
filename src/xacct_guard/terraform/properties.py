"""Arguments of a Terraform resource as the properties that CloudFormation has for the same thing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..iam.symbol import only_symbol
from ..span import Node
from .instance import Instance
from .types import TerraformType
from .value import JSON, as_text

_LOWER = re.compile(r"(?:^|_)([a-z0-9])")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_FREE = frozenset({"configuration", "environment_variables", "parameters", "variables"})
_TAGS = frozenset({"tags", "tags_all"})


def properties_of(instance: Instance, row: TerraformType) -> Node:
    """Every argument that was given, under its property's name."""
    members: dict[str, Node] = {}
    for argument in instance.names:
        found = instance.ask(argument)
        if found is not None and found.value is not None and found.value != ():
            members[_name(argument, row)] = _property(argument, found, row)
    node = Node(members, instance.span)
    return row.adapt(node) if row.adapt else node


def at_route(properties: Node, route: str) -> Node | None:
    """The node at a route of a table: `a.b[0].c`."""
    node: Node | None = properties
    for name, number in _STEP.findall(route):
        if node is not None and only_symbol(node.text or ""):
            return node  # nobody knows what is inside
        node = node.get(int(number) if number else name) if node is not None else None
    return node


def _name(argument: str, row: TerraformType) -> str:
    return row.names.get(argument) or _LOWER.sub(lambda found: found[1].upper(), argument)


def _property(argument: str, node: Node, row: TerraformType) -> Node:
    if argument in _TAGS and node.mapping:
        return replace(node, value=tuple(_tag(key, each) for key, each in node.mapping.items()))
    if argument in _FREE and node.tag != JSON and node.mapping:
        return replace(
            node, value={key: _as_written(each) for key, each in node.mapping.items()}, tag=None
        )
    if argument in _FREE or node.tag == JSON:
        return replace(node, tag=None)
    if argument in row.single and isinstance(node.value, tuple) and len(node.value) == 1:
        node = node.value[0]
    return _inside(node, row)


def _as_written(node: Node) -> Node:
    """A value that AWS takes as text: of JSON the text, not what it says."""
    return replace(node, value=as_text(node), tag=None) if node.tag == JSON else node


def _inside(node: Node, row: TerraformType) -> Node:
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(_inside(item, row) for item in node.value))
    if isinstance(node.value, Mapping):
        given = ((key, each) for key, each in node.value.items() if each.value not in (None, ()))
        members = {_name(key, row): _property(key, each, row) for key, each in given}
        return Node(members, node.span)
    return node


def _tag(key: str, value: Node) -> Node:
    return Node({"Key": Node(key, value.span), "Value": value}, value.span)
