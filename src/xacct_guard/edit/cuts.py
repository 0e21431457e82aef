"""Changes -> the cuts that make them, each in the syntax of its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property, partial

from ..errors import EditError
from ..finding import Add
from ..read import json as json_reader
from ..span import Node, Route, Source
from .between_brackets import Write, cuts_between_brackets
from .changes import Changes
from .cut import Cut
from .document import Document
from .entries import children, is_flow
from .held_text import held_text
from .in_lines import Lines
from .json_text import JsonStyle, style_of
from .place import descend
from .style import Style
from .text import Text
from .yaml_text import flow, key_text


def cuts_of(changes: Changes, document: Document) -> Iterator[Cut]:
    """The cuts of the document's text."""
    yield from _Cutter(changes, document).cuts()


class _Cutter:
    """One document, and what is to become of it."""

    def __init__(self, changes: Changes, document: Document) -> None:
        self.changes = changes
        self.document = document
        self.text: Text = document.text

    def cuts(self) -> Iterator[Cut]:
        changes = self.changes
        for route, value in changes.puts.items():
            yield from self._put(route, value)
        for route, name in changes.keys.items():
            yield self._renamed(route, name)
        for route in dict.fromkeys((*(taken[:-1] for taken in changes.takes), *changes.adds)):
            yield from self._entries(route)
        for route, inner in changes.inner.items():
            yield from self._held(route, inner)

    @cached_property
    def json(self) -> JsonStyle:
        """How the text is laid out, if it is JSON."""
        return style_of(self.text)

    def _around(self, route: Route) -> tuple[Node, ...]:
        place = descend(self.changes.root, route)
        return place.nodes if place else ()

    def _style(self, route: Route) -> Style:
        return Style(self.document, self._around(route))

    def _is_bracketed(self, route: Route) -> bool:
        """Does an entry here stand between brackets?"""
        return self.document.is_json or any(
            is_flow(node, self.text) for node in self._around(route)[:-1]
        )

    def _lines(self, route: Route) -> Lines:
        return Lines(self.text, self._style(route), len(route))

    def _put(self, route: Route, value: object) -> Iterator[Cut]:
        node = self.changes.node(route)
        if not route and not self.document.is_json:
            yield self._put_root(node, value)
            return
        if not self._is_bracketed(route):
            yield from self._lines(route).put(self.changes.node(route[:-1]), route[-1], value)
            return
        begin, end = self.text.begin(node.span), self.text.end(node.span)
        yield Cut(begin, end, self._value(value, route, self._margin(route)), len(route))

    def _put_root(self, node: Node, value: object) -> Cut:
        begin, end = self.text.begin(node.span), self.text.end(node.span)
        tail = self.text.newline if self.text.text[end - 1 : end] in ("\r", "\n") else ""
        return Cut(begin, end, flow(value, self._style(())) + tail)

    def _margin(self, route: Route) -> str | None:
        """The indentation of the line where a value stands, if what is around it is spread over lines."""
        around = self.changes.node(route[:-1]) if route else self.changes.root
        begin, end = self.text.begin(around.span), self.text.end(around.span)
        if "\n" not in self.text.text[begin:end]:
            return None
        return self.text.margin(self.text.begin(self.changes.node(route).span))

    def _value(self, value: object, route: Route, margin: str | None) -> str:
        if self.document.is_json:
            return self.json.text(value, margin)
        return flow(value, self._style(route))

    def _renamed(self, route: Route, name: str) -> Cut:
        key = self.changes.node(route[:-1]).keys[str(route[-1])]
        begin, end = self.text.begin(key), self.text.end(key)
        if self.document.is_json:
            return Cut(begin, end, json.dumps(name, ensure_ascii=False), len(route))
        mark = self.text.text[begin : begin + 1]
        in_flow = self._is_bracketed(route)
        hint = mark if mark and mark in "\"'" else ""
        quote = self._style(route).quote
        return Cut(begin, end, key_text(name, quote, in_flow=in_flow, hint=hint), len(route))

    def _entries(self, route: Route) -> Iterator[Cut]:
        """What is taken out of a list or a mapping, and what is added to it."""
        node, changes = self.changes.node(route), self.changes
        taken = {each[-1] for each in changes.takes if each and each[:-1] == route}
        adds = changes.adds.get(route, [])
        is_single = not isinstance(node.value, tuple) and all(add.key is None for add in adds)
        if adds and is_single and node.value is not None:
            yield from self._listed(route, node, adds)
        elif node.value is None or not (
            self._is_bracketed(route)
            or is_flow(node, self.text)
            or len(taken) < len(children(node))
        ):
            yield from self._put(route, _collected(node, adds))
        elif is_flow(node, self.text):
            yield from self._bracketed(route, node, taken, adds)
        else:
            yield from self._lined(route, node, taken, adds)

    def _lined(
        self, route: Route, node: Node, taken: set[str | int], adds: list[Add]
    ) -> Iterator[Cut]:
        writer = self._lines(route)
        yield from writer.taken(node, taken)
        if adds:
            yield writer.added(node, [(add.key, add.value) for add in adds])

    def _bracketed(
        self, route: Route, node: Node, taken: set[str | int], adds: list[Add]
    ) -> Iterator[Cut]:
        is_empty = len(taken) == len(children(node))
        if (
            adds
            and is_empty
            and route
            and not self._is_bracketed(route)
            and not self.document.is_json
        ):
            yield from self._put(route, _collected(node, adds))
            return
        writes: list[Write] = [partial(self._entry, add, route) for add in adds]
        unit = self.json.unit if self.document.is_json and self.json.unit else None
        gap = self.json.comma if self.document.is_json else " "
        yield from cuts_between_brackets(node, taken, writes, self.text, len(route), unit, gap)

    def _entry(self, add: Add, route: Route, margin: str | None) -> str:
        value = self._value(add.value, route, margin)
        if add.key is None:
            return value
        if self.document.is_json:
            return self.json.member(add.key, add.value, margin)
        return f"{key_text(add.key, self._style(route).quote, in_flow=True)}: {value}"

    def _listed(self, route: Route, node: Node, adds: list[Add]) -> Iterator[Cut]:
        """A single value becomes a list."""
        values = [add.value for add in adds]
        if not route:
            raise EditError("the document as a whole is not made a list", at=node.span)
        if not self._is_bracketed(route):
            yield from self._lines(route).listed(self.changes.node(route[:-1]), route[-1], values)
            return
        begin, end = self.text.begin(node.span), self.text.end(node.span)
        margin, gap = self._margin(route), self.json.comma if self.document.is_json else " "
        written = (self._value(value, route, margin) for value in values)
        yield Cut(begin, begin, "[", len(route))
        yield Cut(end, end, "".join(f",{gap}{each}" for each in written) + "]", len(route))

    def _held(self, route: Route, inner: Changes) -> Iterator[Cut]:
        """What becomes of the JSON text in a scalar."""
        held = held_text(self.changes.node(route), self.text)
        source = Source(self.document.source.name, held.text)
        root = json_reader.read_document(source)
        there = Changes(root, inner.puts, inner.keys, inner.takes, inner.adds, inner.inner)
        for cut in cuts_of(there, Document(source, (root,), is_json=True)):
            yield held.cut(cut, len(route))


def _collected(node: Node, adds: list[Add]) -> object:
    """What a list or a mapping holds that nothing is left of."""
    if any(add.key is not None for add in adds) or (not adds and isinstance(node.value, dict)):
        return {add.key: add.value for add in adds}
    return [add.value for add in adds]
