"""The plain value of a resolved node, without its places."""

from __future__ import annotations

from collections.abc import Mapping

from ...span import Node


def plain(node: Node | None) -> object:
    """Scalars, lists and dicts, as JSON has them."""
    if node is None:
        return None
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    if isinstance(node.value, Mapping):
        return {key: plain(member) for key, member in node.value.items()}
    return node.value


def same(one: Node | None, other: Node | None) -> bool:
    """Whether two resolved nodes say the same; scalars by their text, as all over a template."""
    if one is None or other is None:
        return one is other
    if one.text is not None or other.text is not None:
        return one.text == other.text
    if isinstance(one.value, Mapping) and isinstance(other.value, Mapping):
        return one.value.keys() == other.value.keys() and all(
            same(member, other.value[key]) for key, member in one.value.items()
        )
    if isinstance(one.value, tuple) and isinstance(other.value, tuple):
        return len(one.value) == len(other.value) and all(map(same, one.value, other.value))
    return one.value is None and other.value is None
