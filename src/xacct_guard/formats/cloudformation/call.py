"""Call: an intrinsic function as it is written, short or long."""

from __future__ import annotations

from dataclasses import dataclass

from ...span import Node, Span

MAYBE = "maybe"
"""The tag of a resolved value that may be absent: one branch of its If is AWS::NoValue."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function by its long name, what it is given, where it stands."""

    name: str
    argument: Node
    span: Span


def call_of(node: Node) -> Call | None:
    """The function that a node calls, if it calls one."""
    if node.tag and node.tag.startswith("!"):
        name = node.tag.removeprefix("!")
        long = name if name in ("Ref", "Condition") else f"Fn::{name}"
        return Call(long, Node(node.value, node.span, None, node.keys), node.span)
    if len(node.mapping) == 1:
        ((name, argument),) = node.mapping.items()
        if name == "Ref" or name.startswith("Fn::"):
            return Call(name, argument, node.span)
    return None


def moved(node: Node, at: Span) -> Node:
    """A value where it is referred to, not where it was worked out."""
    value = node.value
    if isinstance(value, tuple):
        value = tuple(moved(item, at) for item in value)
    return Node(value, at, node.tag, node.keys)
