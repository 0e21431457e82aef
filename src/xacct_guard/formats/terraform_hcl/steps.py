"""Steps into a value: `.name`, `[key]`, and through its members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...iam.symbol import has_symbol, shown
from ...read.making import make_node
from ...span import Node, Span
from ...terraform.value import JSON, MISSING, as_text, derived, missing, unknown, unknown_in
from .lazy import Lazy

_NO_KEYS: Mapping[str, Span] = {}
_DIGITS = 10  # no list has an index of as many


def member(node: Node, name: str, at: Span) -> Node:
    """`node.name`."""
    if (symbol := unknown_in(node)) is not None:
        return replace(unknown(_inside(symbol.name, f".{name}"), at), tag=_missing_tag(node))
    if isinstance(node.value, Mapping) and node.tag != JSON:
        found = node.value.get(name)
        if found is None:
            return missing(f".{name}", [node], at)
        return _named_here(found, at) if _is_made(node) else found
    if isinstance(node.value, tuple) and len(node.value) == 1:
        return member(node.value[0], name, at)  # a block that may be written once
    return missing(f".{name}", [node], at)


def _is_made(node: Node) -> bool:
    return isinstance(node.value, Lazy) and node.value.is_made


def _named_here(found: Node, at: Span) -> Node:
    """The name, ARN or id of a resource is written where somebody refers to it."""
    is_name = found.tag is None and isinstance(found.value, str) and "{" not in found.value
    return replace(found, span=at) if is_name else found


def _missing_tag(node: Node) -> str | None:
    """What is inside something that is not there is not there either."""
    return MISSING if node.tag == MISSING else None


def _inside(name: str, step: str) -> str:
    """The name of a part of what is called that: `var.x of infra` has the part `var.x.y of infra`."""
    what, of, where = name.rpartition(" of ")
    return f"{what}{step}{of}{where}" if of else f"{name}{step}"


def indexed(node: Node, key: Node, at: Span) -> Node:
    """`node[key]`."""
    text = as_text(key)
    if (symbol := unknown_in(node)) is not None:
        found = unknown(_inside(symbol.name, f"[{shown(text or '')}]"), at)
        return replace(found, tag=_missing_tag(node))
    if text is not None and not has_symbol(text):
        if isinstance(node.value, tuple) and _is_index(text, node.value):
            return node.value[int(text)]
        if isinstance(node.value, Mapping) and text in node.value:
            return node.value[text]
        if isinstance(node.value, Mapping) and text == "0" and node.tag != JSON:
            return node  # a block that may be written once: in JSON it may be an object
        return missing("[]", [node, key], at)
    return derived("[]", [node, key], at)


def _is_index(text: str, items: tuple[Node, ...]) -> bool:
    return text.isdecimal() and len(text) < _DIGITS and int(text) < len(items)


def pairs(of: Node) -> Iterator[tuple[Node, Node]]:
    """The keys and values that a loop goes through; those of an object in the order of its keys."""
    if isinstance(of.value, Mapping):
        for key in sorted(of.value):
            yield Node(key, of.value[key].span), of.value[key]
    else:
        for index, item in enumerate(of.items):
            yield make_node(index, item.span, None, _NO_KEYS), item
