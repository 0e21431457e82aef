"""Values of Terraform: nodes, some of which nobody knows yet and some of which are JSON as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from ..errors import InputError
from ..iam.symbol import Symbol, has_symbol, only_symbol, shown, symbols_in
from ..read.making import make_node
from ..span import Node, Route, Span
from .composed import read_json

_NO_KEYS: Mapping[str, Span] = {}
JSON = "json"
"""The tag of a value that is a text of JSON: its node holds what the text says."""

MISSING = "missing"
"""The tag of a value that cannot be: Terraform stops there, unless `try` or `can` asks."""

RESOURCE = "resource"
"""The tag of a whole resource: its members are worked out when they are asked for."""

_QUIET = str.maketrans({'"': "'", "\\": "/", "\n": " ", "\r": " ", "\t": " "})
_LONGEST = 120  # characters of a name that people still read


def unknown(name: str, at: Span, shape: str = "*", *, created: bool = False) -> Node:
    """A value that only the deployment tells."""
    return Node(symbol(name, shape, created=created), at)


def symbol(name: str, shape: str = "*", *, created: bool = False) -> str:
    """A symbol that may stand inside the JSON of a template: no quotes and no line ends in it."""
    if len(name) > _LONGEST:  # what is cut off tells values apart, so its digest stays
        name = f"{name[:_LONGEST]}… {sha256(name.encode()).hexdigest()[:12]}"
    return str(Symbol(name.translate(_QUIET), shape, created))


def derived(what: str, parts: list[Node], at: Span) -> Node:
    """A value that is worked out from others, not all of which are known."""
    found = unknown(f"{what}({', '.join(_words(part) for part in parts)})", at)
    return replace(found, tag=MISSING) if any(part.tag == MISSING for part in parts) else found


def missing(what: str, parts: list[Node], at: Span) -> Node:
    """A part that is not there of values that are known."""
    return replace(derived(what, parts, at), tag=MISSING)


def _words(node: Node) -> str:
    text = as_text(node)
    return shown(text if text is not None else str(plain(node)))


def unknown_in(node: Node | None) -> Symbol | None:
    """The symbol that a value wholly consists of."""
    value = node.value if node is not None else None
    return only_symbol(value) if isinstance(value, str) else None


def holds_unknown(node: Node) -> bool:
    """Is some part of this value not known?"""
    if node.tag == RESOURCE:
        return True
    if isinstance(node.value, Mapping):
        return any(map(holds_unknown, node.value.values()))
    if isinstance(node.value, tuple):
        return any(map(holds_unknown, node.value))
    return isinstance(node.value, str) and has_symbol(node.value)


def plain(node: Node) -> object:
    """Scalars, lists and dicts, as JSON has them."""
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    if isinstance(node.value, Mapping):
        if node.tag == RESOURCE:
            return str(node.value)
        if node.tag == JSON:
            return as_text(node)
        return {key: plain(member) for key, member in node.value.items()}
    return node.value


def as_text(node: Node) -> str | None:
    """The text of a scalar, or of what is JSON as text; None for a list, an object, null."""
    if node.tag == JSON:
        return json.dumps(plain(replace(node, tag=None)), ensure_ascii=False)
    return node.text


def node_of(value: object, at: Span) -> Node:
    """A plain value as a node, all of it at one place."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return make_node(value, at, None, _NO_KEYS)  # a range has thousands of them
    if isinstance(value, Mapping):
        return Node({str(key): node_of(each, at) for key, each in value.items()}, at)
    if isinstance(value, (list, tuple, set)):
        return Node(tuple([node_of(each, at) for each in value]), at)
    return Node(str(value), at)


def document_of(node: Node) -> Node:
    """What a text of JSON says. Raises InputError where it is none.

    Where something unknown stands among the JSON (not inside its texts), the document is unknown.
    """
    if node.tag == JSON or node.text is None:
        return replace(node, tag=None)
    if only_symbol(node.text) or not node.text.strip():
        return node
    try:
        return read_json(node)
    except InputError:
        symbols = symbols_in(node.text)
        if symbols:
            return Node(str(symbols[0]), node.span)
        raise


def routed(node: Node, route: Route) -> Node:
    """A value whose parts know the way to them; what came from elsewhere keeps its own."""
    if node.span.route or node.tag == RESOURCE:
        return node
    span = replace(node.span, route=route)
    if isinstance(node.value, tuple):
        items = tuple(routed(item, (*route, index)) for index, item in enumerate(node.value))
        return replace(node, value=items, span=span)
    if isinstance(node.value, Mapping):
        members = {key: routed(each, (*route, key)) for key, each in node.value.items()}
        keys = {key: replace(at, route=(*route, key)) for key, at in node.keys.items()}
        return replace(node, value=members, span=span, keys=keys)
    return replace(node, span=span)


def merged(objects: tuple[Node, ...], at: Span) -> Node:
    """One object with the members of several; later ones win."""
    members: dict[str, Node] = {}
    for each in objects:
        members |= each.mapping
    return Node(members, at)
