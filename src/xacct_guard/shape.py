"""Shape: what AWS answered, in the shape of a template's properties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .errors import InputError
from .iam.symbol import has_symbol
from .read import read_embedded
from .span import Node

_MEMBERS_OF_ARN = 6

Reading = str | Callable[[Node], Node | None]
"""A route into a record (`operation.Member.Member`), or what makes a value of the record."""


def shape(**members: Reading) -> Callable[[Node], Node]:
    """What makes a mapping of a record; a member that the record lacks is left out."""

    def made(record: Node) -> Node:
        return mapping(record, {name: value(record, how) for name, how in members.items()})

    return made


def value(record: Node, how: Reading) -> Node | None:
    """What a reading finds in a record."""
    return at(record, how) if isinstance(how, str) else how(record)


def at(node: Node, route: str) -> Node | None:
    """What stands at a route; the open value that hides it where that could not be read."""
    found: Node | None = node
    for step in route.split("."):
        if found is None or has_symbol(found.text or ""):
            break
        found = found.mapping.get(step)
    return None if found is None or found.value is None else found


def mapping(at: Node, members: Mapping[str, Node | None]) -> Node:
    """A mapping at a node's place, of the members that there are."""
    held = {name: node for name, node in members.items() if node is not None}
    return Node(held, at.span, keys={name: node.span for name, node in held.items()})


def renamed(node: Node | None, names: Mapping[str, str]) -> Node | None:
    """A mapping with other names for some of its members; of a list, each of them so."""
    if node is None or has_symbol(node.text or ""):
        return node
    if isinstance(node.value, tuple):
        return listed(node, (renamed(item, names) for item in node.items))
    return mapping(node, {names.get(name, name): each for name, each in node.mapping.items()})


def listed(at: Node, items: Iterable[Node | None]) -> Node:
    """A list at a node's place, of the items that there are."""
    return Node(tuple(item for item in items if item is not None), at.span)


def capitalized(route: str, depth: int = 9) -> Callable[[Node], Node | None]:
    """What stands at a route, its members written with a capital letter, so many levels of them."""

    def made(record: Node) -> Node | None:
        return _capitalized(at(record, route), depth)

    return made


def _capitalized(node: Node | None, depth: int) -> Node | None:
    if node is None or depth == 0:
        return node
    if isinstance(node.value, tuple):
        return listed(node, (_capitalized(item, depth) for item in node.items))
    if not isinstance(node.value, Mapping):
        return node
    members = node.mapping.items()
    return mapping(
        node, {_with_capital(name): _capitalized(each, depth - 1) for name, each in members}
    )


def _with_capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def parsed(node: Node | None) -> Node | None:
    """The JSON document that a text is; the text where it is none."""
    if node is None or node.text is None or has_symbol(node.text):
        return node
    try:
        return read_embedded(node)
    except InputError:
        return node


def name_in(arn: str, part: int = -1) -> Callable[[Node], Node | None]:
    """The part of the ARN at a route that is a name: the last, or another of those between colons."""

    def made(record: Node) -> Node | None:
        found = at(record, arn)
        parts = (found.text or "").split(":") if found else ()
        if found is None or len(parts) < _MEMBERS_OF_ARN or part >= len(parts):
            return None
        return Node(parts[part], found.span)

    return made
