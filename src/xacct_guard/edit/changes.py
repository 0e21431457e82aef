"""Changes: the edits of one document, sorted by the places they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

from ..errors import EditError
from ..finding import Add, Edit, Put, Take
from ..iam.symbol import has_symbol, shown
from ..span import Node, Route
from .document import Document
from .place import Place, descend, embedded, place_of

_NOTHING = MappingProxyType({"Ref": "AWS::NoValue"})
_TEXTS = frozenset(("!Sub", "!GetAtt", "!Join", "!ImportValue"))
_TEXT_KEYS = frozenset(("Fn::Sub", "Fn::GetAtt", "Fn::Join", "Fn::ImportValue"))
"""Functions that give one text each."""


@dataclass(slots=True)
class Changes:
    """What is to become of the parts of a document, by their routes in it.

    `inner` is what is to become of JSON texts that it holds, by the routes of these texts.
    """

    root: Node
    puts: dict[Route, object] = field(default_factory=dict)
    keys: dict[Route, str] = field(default_factory=dict)
    takes: set[Route] = field(default_factory=set)
    adds: dict[Route, list[Add]] = field(default_factory=dict)
    inner: dict[Route, Changes] = field(default_factory=dict)

    def node(self, route: Route) -> Node:
        """The node at a route of this document."""
        place = descend(self.root, route)
        if place is None or place.rest:
            raise EditError("the place is not as it was loaded", at=self.root.span)
        return place.node

    def note(self, place: Place, edit: Edit) -> None:
        """Put down one more edit; the same one twice is one."""
        is_text = isinstance(place.node.value, str)
        if place.is_held or (isinstance(edit, Add) and edit.key is not None and is_text):
            self._within(place).note(_inside(place, self._within(place).root), edit)
            return
        route = place.route
        if isinstance(edit, Take):
            self._note_taken(place, edit)
        elif isinstance(edit, Add):
            _refuse_function(place.node, edit)
            if edit not in (known := self.adds.setdefault(route, [])):
                known.append(edit)
        elif place.is_key:
            _refuse_another(self.keys.get(route, edit.value), edit)
            self.keys[route] = str(edit.value)
        else:
            _refuse_another(self.puts.get(route, edit.value), edit)
            self.puts[route] = edit.value

    def _note_taken(self, place: Place, edit: Take) -> None:
        """An outcome of `Fn::If` makes room for nothing; other functions need what they are given."""
        function = _function(place)
        if function == "Fn::If" and place.route[-1] in (1, 2):
            _refuse_another(self.puts.get(place.route, _NOTHING), Put(edit.at, _NOTHING))
            self.puts[place.route] = _NOTHING
        elif function is not None:
            raise EditError(f"`{function}` needs what it is given here", at=edit.at)
        else:
            self.takes.add(place.route)

    def _within(self, place: Place) -> Changes:
        if place.route not in self.inner:
            self.inner[place.route] = Changes(embedded(place.node))
        return self.inner[place.route]

    def routes(self) -> Iterator[Route]:
        """Every place that something is to become of."""
        yield from (*self.puts, *self.keys, *self.takes, *self.adds, *self.inner)

    def is_consistent(self) -> bool:
        """Is nothing changed within what is replaced or taken out?"""
        gone = {*self.puts, *self.takes}
        every = list(self.routes())
        return (
            len(set(self.takes) & {*self.puts, *self.keys, *self.adds, *self.inner}) == 0
            and len(set(self.puts) & {*self.adds, *self.inner}) == 0
            and not any(route[:length] in gone for route in every for length in range(len(route)))
            and all(each.is_consistent() for each in self.inner.values())
        )


def _function(place: Place) -> str | None:
    """The function of which the place is an argument, if it is one of any."""
    parent = place.parent
    if parent is None:
        return None
    if parent.tag is not None:
        return f"Fn::{parent.tag.removeprefix('!')}"
    last = place.route[-1]
    named = place.route[-2] if isinstance(last, int) and len(place.route) > 1 else last
    return str(named) if str(named).startswith("Fn::") or named == "Ref" else None


def _refuse_function(node: Node, edit: Add) -> None:
    """What a function gives may be a list by itself: nobody can add to it."""
    is_long = any(key.startswith("Fn::") or key == "Ref" for key in node.mapping)
    if (node.tag or is_long) and not (node.tag in _TEXTS or _TEXT_KEYS & node.mapping.keys()):
        raise EditError("it is not certain what a function gives here", at=edit.to)


def _refuse_another(value: object, edit: Put) -> None:
    if value != edit.value:
        raise EditError("two changes of the same text exclude each other", at=edit.at)


def _inside(place: Place, root: Node) -> Place:
    found = descend(root, place.rest)
    if found is None:
        raise EditError("the place is not as it was loaded", at=place.node.span)
    return found


def changes_of(document: Document, edits: Iterable[Edit]) -> tuple[Changes, ...]:
    """The edits, for each of the text's documents. Raises EditError for what cannot be together."""
    every = tuple(Changes(root) for root in document.roots)
    for edit in edits:
        at = edit.to if isinstance(edit, Add) else edit.at
        _refuse_symbols(edit)
        place = place_of(at, document)
        next(one for one in every if one.root is place.nodes[0]).note(place, edit)
    if not all(each.is_consistent() for each in every):
        raise EditError("two changes of the same text exclude each other")
    return every


def _refuse_symbols(edit: Edit) -> None:
    if isinstance(edit, Take):
        return
    for text in _texts(edit.value):
        if has_symbol(text):
            at = edit.to if isinstance(edit, Add) else edit.at
            raise EditError(f"`{shown(text)}` has no name in this text", at=at)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(key)
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)
