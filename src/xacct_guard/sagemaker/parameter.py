"""Parameter: what a request says at a route, and what nobody knows of it yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..iam.symbol import Symbol, only_symbol
from ..span import Node

Route = tuple[str, ...]
# What the API's own names say of it: a network is left out, for which nothing being known is a way, too.
_STRUCTURED = re.compile(
    r"(?<!Vpc)Config$|Specifications?$|Inputs?$|Outputs?$|Resources?$|Containers?$|Variants$"
    r"|(?<!Pipeline)Definitions?$|Source$|Sources$|Groups$"
)


def nodes_at(node: Node, *route: str) -> Iterator[Node]:
    """The nodes at a route, each member of a list on the way.

    Below what is not known yet there is nothing to be found: `open_parts` tells of it.
    """
    for each in node.items:
        if not route:
            yield each
        elif (inner := each.mapping.get(route[0])) is not None:
            yield from nodes_at(inner, *route[1:])


def texts_at(node: Node, *route: str) -> tuple[str, ...]:
    """The texts of the scalars at a route, each once."""
    found = (each.text for each in nodes_at(node, *route))
    return tuple(dict.fromkeys(text for text in found if text is not None))


def open_parts(node: Node, within: str = "") -> Iterator[str]:
    """The members of a request that would have parts of their own, but are not known yet."""
    for name, each in node.mapping.items():
        for part in each.items:
            if _STRUCTURED.search(name) and is_open(part):
                yield f"{name} of {within}" if within else name
            yield from open_parts(part, name)


def is_open(node: Node) -> bool:
    """Is the whole of it known only when the request is made?"""
    return node.text is not None and only_symbol(node.text) is not None


def is_unknown(node: Node, *route: str) -> bool:
    """Is something on the way to this route known only when the request is made?"""
    for step in route:
        if is_open(node):
            return True
        inner = node.mapping.get(step)
        if inner is None:
            return any(is_unknown(each, *route) for each in node.items if each is not node)
        node, route = inner, route[1:]
    return False


def name_at(node: Node, member: str, what: str) -> str:
    """The name a request gives what it makes; one that nobody knows yet is a symbol."""
    return node.text_at(member) or str(Symbol(f"name of the {what}"))


def is_given(node: Node, *route: str) -> bool:
    """Is there anything at this route?"""
    return any(True for _ in nodes_at(node, *route))


def plain(node: Node | None) -> str:
    """What a part of a request says, wherever it is written: equal for what says the same."""
    if node is None or not (node.mapping or isinstance(node.value, tuple)):
        return repr(node and node.text)
    members = [f"{name!r}: {plain(each)}" for name, each in sorted(node.mapping.items())]
    return str(members or [plain(each) for each in node.items])
