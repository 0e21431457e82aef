"""Place: a node of a document with all that is around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import EditError, InputError
from ..read import json, read_embedded
from ..span import Node, Route, Source, Span
from .document import Document, document_of


@dataclass(frozen=True, slots=True)
class Place:
    """The nodes from the root of a document down to one of its parts; `is_key`: the key of the last.

    `rest` is the route that goes on within the JSON text that the last node holds; `is_held`: what is
    meant is in that text, if only its outermost value.
    """

    nodes: tuple[Node, ...]
    route: Route
    rest: Route = ()
    is_key: bool = False
    is_held: bool = False

    @property
    def node(self) -> Node:
        """The part itself."""
        return self.nodes[-1]

    @property
    def parent(self) -> Node | None:
        """The list or the mapping that holds it."""
        return self.nodes[-2] if len(self.nodes) > 1 else None


def place_of(at: Span, document: Document) -> Place:
    """Where a span is in its document. Raises EditError if something else stands there by now."""
    if at.line is None:
        raise EditError("this place is in no text that could be edited", at=at)
    for root in document.roots:
        place = descend(root, at.route)
        if place is not None and (found := _at(place, at)) is not None:
            if any(id(node) in document.shared for node in found.nodes):
                raise EditError(
                    "this is shared by an anchor: a change would show in other places too", at=at
                )
            return found
    raise EditError("the place is not as it was loaded", at=at)


def descend(root: Node, route: Route) -> Place | None:
    """The nodes along a route, as far as it goes in this text; None if it leads nowhere."""
    nodes = [root]
    for index, step in enumerate(route):
        node, value = nodes[-1], nodes[-1].value
        if isinstance(value, Mapping):
            child = node.mapping.get(str(step))
        elif isinstance(value, tuple):
            child = value[step] if isinstance(step, int) and step < len(value) else None
        else:
            return Place(tuple(nodes), route[:index], route[index:], is_held=True)
        if child is None:
            return None
        nodes.append(child)
    return Place(tuple(nodes), route)


def _at(place: Place, at: Span) -> Place | None:
    """The place, if it is that of the span; that of its key, if the span is where the key stands."""
    if place.rest:
        return place if _holds(place.node, at) else None
    if _begins(place.node.span) == _begins(at):
        return place
    if isinstance(place.node.value, str) and _is_behind(place.node, at):
        return Place(place.nodes, place.route, is_held=True)
    keys = place.parent.keys if place.parent else {}
    key = keys.get(str(place.route[-1])) if place.route else None
    if key is not None and _begins(key) == _begins(at):
        return Place(place.nodes, place.route, is_key=True)
    return None


def _begins(span: Span) -> tuple[int | None, int | None]:
    return span.line, span.column


def _is_behind(node: Node, at: Span) -> bool:
    """Does the place lie in the text of a scalar, behind where that begins?"""
    own = node.span
    begin, end = (own.line or 0, own.column or 0), (own.end_line or 0, own.end_column or 0)
    return begin < (at.line or 0, at.column or 0) < end


def _holds(node: Node, at: Span) -> bool:
    own = node.span
    return (own.line or 0) <= (at.line or 0) <= (own.end_line or 0)


def embedded(node: Node) -> Node:
    """The JSON document in a scalar's text, placed as if it were a text of its own. Raises EditError."""
    try:
        return json.read_document(Source(node.span.source.name, node.text or ""))
    except InputError as error:
        raise EditError(f"this text is not JSON: {error.message}", at=node.span) from None


def node_at(at: Span) -> Node | None:
    """What stands at a place, or under the key there, in the text of its source; None if nothing does."""
    if at.line is None:
        return None
    try:
        roots = document_of(at.source).roots
    except EditError:
        return None
    for root in roots:
        node: Node | None = root
        places: list[Span] = []
        for step in at.route:
            holder = _opened(node) if node is not None else None
            places = [*filter(None, (holder.keys.get(str(step)) if holder else None,))]
            node = holder.get(step) if holder else None
        if node is not None:
            inner = _opened(node)
            places += (node.span, inner.span)
            if _begins(at) in map(_begins, places):
                return inner
    return None


def holder_of(at: Span) -> Node | None:
    """The list or the mapping that holds what stands at a place, in the same text."""
    try:
        place = place_of(at, document_of(at.source))
    except EditError:
        return None
    return None if place.is_held else place.parent


def _opened(node: Node) -> Node:
    try:
        return read_embedded(node) if isinstance(node.value, str) else node
    except InputError:
        return node
