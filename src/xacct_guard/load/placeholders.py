"""`<Placeholders>` in a document: replaced where the configuration says by what, else unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..graph.noticed import Placeholder
from ..iam.symbol import Symbol
from ..span import Node

_LEFT = re.compile(r"(?<!\(\?)(?<!\(\?P)<([A-Za-z][\w-]*)>")  # `(?<name>…)` is a group of a pattern
_PROSE = frozenset(
    # Members in which `<x>` is prose, code, a type (`List<Number>`), a pattern, or a part of an event.
    {
        *("AllowedPattern", "Comment", "ConstraintDescription", "Description", "InlineCode"),
        *("InputTemplate", "Metadata", "Type", "ZipFile", "input_template"),
    }
)


def fill(node: Node, values: Mapping[str, str]) -> tuple[Node, tuple[Placeholder, ...]]:
    """The node with its placeholders replaced, longest first, and those that are left.

    One that is left is a value nobody knows: a symbol, named after it.
    """
    ordered = sorted(values, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None
    left: list[Placeholder] = []

    def through(node: Node) -> Node:
        if isinstance(node.value, tuple):
            return replace(node, value=tuple(map(through, node.value)))
        if node.mapping:
            return replace(node, value=dict(map(member, node.mapping.items())))
        return written(node) if isinstance(node.value, str) and "<" in node.value else node

    def member(pair: tuple[str, Node]) -> tuple[str, Node]:
        key, node = pair
        return key, node if key in _PROSE else through(node)

    def written(node: Node) -> Node:
        text = str(node.value)
        if pattern is not None:
            text = pattern.sub(lambda found: values[found.group()], text)
        unfilled = tuple(found.group() for found in _LEFT.finditer(text))
        left.extend(Placeholder(name, node.span) for name in unfilled)
        for name in unfilled:
            text = text.replace(name, str(Symbol(f"placeholder {name}")))
        return replace(node, value=text)

    return through(node), tuple(left)
