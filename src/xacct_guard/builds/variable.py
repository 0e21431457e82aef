"""A variable of a build, however its members are written."""

from __future__ import annotations

from ..span import Node


def named(node: Node, name: str) -> str | None:
    """A member, as CloudFormation writes its name or as the CLI does."""
    return node.text_at(name) or node.text_at(name[0].lower() + name[1:])
