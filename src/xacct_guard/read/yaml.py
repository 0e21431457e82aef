"""YAML text -> Nodes: PyYAML's events, one loop, no recursion.

PyYAML is imported when the first YAML text is read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..span import Node, Route, Scalar, Source, Span
from .refusal import DEEPEST, MOST_VALUES, Refuse, duplicate_key, shorten, stop, too_deep, too_many
from .yaml_marks import BOM, end_of_block_scalar, place_of
from .yaml_problem import explain
from .yaml_scalar import STANDARD, plain, tagged

if TYPE_CHECKING:
    from yaml import AliasEvent, CollectionStartEvent, Event, ScalarEvent
    from yaml._yaml import Mark as FastMark
    from yaml.error import Mark as PlainMark

    Mark = FastMark | PlainMark

_Point = tuple[int, int]
_NO_KEYS: dict[str, Span] = {}
_MEANING_NOTHING = (None, "!", f"{STANDARD}map", f"{STANDARD}seq")


def read_documents(
    source: Source, refuse: Refuse = stop, most: int | None = MOST_VALUES
) -> Iterator[Node]:
    """The documents of a YAML text, empty ones left out, of at most so many values together.

    Raises InputError; `refuse` takes keys written twice.
    """
    return _Reader(source, refuse, most).documents()


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet.

    `route` is where the next value goes. `key` is the key of the next value; None while a
    mapping waits for one. `end` is where the last thing in it ended, for want of a bracket.
    """

    members: dict[str, Node] | list[Node]
    inside: Route
    route: Route
    key: str | None
    begin: _Point = (1, 1)
    end: _Point = (1, 1)
    tag: str | None = None
    anchor: str | None = None
    is_flow: bool = False
    size_before: int = 0
    height: int = 1
    keys: dict[str, Span] = field(default_factory=dict)
    merge: Span | None = None
    is_merging: bool = False
    merged: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an alias stands for; `size` counts the values in it, `height` the levels."""

    node: Node
    text: str | None = None
    size: int = 1
    height: int = 0


class _Reader:
    """One pass over the events. `open` is the innermost collection, `outer` those around it."""

    def __init__(self, source: Source, refuse: Refuse, most: int | None) -> None:
        self.source = source
        self.refuse = refuse
        self.most = sys.maxsize if most is None else most
        self.text = source.text.removeprefix(BOM)
        self.place = place_of(source)
        self.found: Node | None = None
        self.outer: list[_Open] = []
        self.open = _Open({}, (), (), "")
        self.anchors: dict[str, _Anchored | None] = {}  # None: not ended yet
        self.size = (
            0  # values so far, with those that aliases stand for: ten lines can mean billions
        )

    def documents(self) -> Iterator[Node]:
        """Every document that is not empty."""
        import yaml

        handlers: dict[type[Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._begin_mapping,
            yaml.SequenceStartEvent: self._begin_list,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin_document,
            yaml.DocumentEndEvent: self._end_document,
        }
        if _may_hold_more(self.text, self.most):
            handlers = {kind: partial(self._count, handle) for kind, handle in handlers.items()}
        try:
            loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(self.text)
            try:
                while (event := loader.get_event()) is not None:
                    if handle := handlers.get(event.__class__):
                        handle(event)
                        if self.found is not None:
                            yield self.found
                            self.found = None
            finally:
                loader.dispose()
        except yaml.YAMLError as error:
            raise explain(error, self.source, self.place) from None

    def _count(self, handle: Callable[[Any], None], event: Event) -> None:
        """Go no further than there may be values."""
        handle(event)
        if self.size > self.most:
            begin, end = _point(event.start_mark), _point(event.end_mark)
            raise too_many(self.place(self.open.route, *begin, *end), self.most)

    def _begin_document(self, _: Event) -> None:
        """A document is read as the one member of a mapping, its route is empty."""
        self.open, self.anchors = _Open({}, (), (), ""), {}

    def _end_document(self, _: Event) -> None:
        (node,) = self.open.members.values()  # type: ignore[union-attr]
        at = node.span
        is_empty = (at.line, at.column) == (at.end_line, at.end_column)
        if not (node.value is None and is_empty):
            self.found = node

    def _scalar(self, event: ScalarEvent) -> None:
        begin, end, open_ = event.start_mark, event.end_mark, self.open
        text, style, tag = event.value, event.style, event.tag
        assert begin is not None  # every event has both of its marks
        assert end is not None
        end_line, end_column = end.line + 1, end.column + 1
        if style and style in "|>":
            end_line, end_column = end_of_block_scalar(self.text, event)
        is_key = open_.key is None
        route = (*open_.inside, text) if is_key else open_.route
        where = self.place(route, begin.line + 1, begin.column + 1, end_line, end_column)
        if is_key:
            self._scalar_key(event, where)
            return
        value: Scalar = text if style else plain(text)
        if tag is not None:
            value, tag = tagged(text, tag)
        node = Node(value, where, tag, _NO_KEYS)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(node, text)
        self.size += 1
        self._add(node, (end_line, end_column))

    def _scalar_key(self, event: ScalarEvent, where: Span) -> None:
        text, tag, is_plain = event.value, event.tag, not event.style
        if tag is not None and not (tag == "!" or tag.startswith(STANDARD)):
            raise InputError(
                f"a key cannot carry the tag `{shorten(tag)}`", at=where, help="write it as text"
            )
        if is_plain and not text:
            raise InputError("there is no key before this `:`", at=where, help="write one")
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(Node(text, where, None, _NO_KEYS), text)
        self._take_key(text, where, text == "<<" and is_plain and tag is None)

    def _take_key(self, text: str, where: Span, is_merge: bool) -> None:
        open_ = self.open
        first = open_.merge if is_merge else open_.keys.get(text)
        if first is not None:
            self.refuse(duplicate_key(text, first, where))
        if is_merge:
            open_.merge, open_.is_merging = where, True
        else:
            open_.keys[text] = where
        open_.key, open_.route = text, where.route

    def _begin_mapping(self, event: CollectionStartEvent) -> None:
        inside = self.open.route
        self._begin(event, _Open({}, inside, inside, None))

    def _begin_list(self, event: CollectionStartEvent) -> None:
        inside = self.open.route
        self._begin(event, _Open([], inside, (*inside, 0), ""))

    def _begin(self, event: CollectionStartEvent, new: _Open) -> None:
        begin, tag = _point(event.start_mark), event.tag
        if self.open.key is None:
            raise self._not_a_key(begin, _point(event.end_mark))
        if len(self.outer) >= DEEPEST:
            raise too_deep(self.place(new.inside, *begin, *_point(event.end_mark)))
        new.begin = new.end = begin
        new.tag = None if tag in _MEANING_NOTHING else tag
        new.anchor, new.is_flow, new.size_before = event.anchor, bool(event.flow_style), self.size
        if new.anchor:
            self.anchors[new.anchor] = None
        self.size += 1
        self.outer.append(self.open)
        self.open = new

    def _end(self, event: Event) -> None:
        done, self.open = self.open, self.outer.pop()
        end = _point(event.end_mark) if done.is_flow else done.end
        value = tuple(done.members) if isinstance(done.members, list) else _with_merged(done)
        node = Node(value, self.place(done.inside, *done.begin, *end), done.tag, done.keys)
        if done.anchor:
            size = self.size - done.size_before
            self.anchors[done.anchor] = _Anchored(node, None, size, done.height)
        self.open.height = max(self.open.height, done.height + 1)
        self._add(node, end)

    def _alias(self, event: AliasEvent) -> None:
        begin, end = _point(event.start_mark), _point(event.end_mark)
        where = self.place(self.open.route, *begin, *end)
        anchored = self._anchored(event.anchor or "", where)
        if self.open.key is None:
            if anchored.text is None:
                raise self._not_a_key(begin, end)
            key_at = self.place((*self.open.inside, anchored.text), *begin, *end)
            self._take_key(anchored.text, key_at, False)
            return
        height = anchored.height - self.open.is_merging  # what is merged comes no level deeper
        if len(self.outer) + height > DEEPEST:
            raise too_deep(where)
        self.open.height = max(self.open.height, height + 1)
        self.size += anchored.size
        if self.size > self.most:
            raise too_many(where, self.most)
        self._add(anchored.node, end)

    def _anchored(self, name: str, where: Span) -> _Anchored:
        if name not in self.anchors:
            raise InputError(
                f"there is no anchor `&{shorten(name)}` before this alias",
                at=where,
                help='define it above, or put a text that begins with `*` between `"`',
            )
        anchored = self.anchors[name]
        if anchored is None:
            raise InputError(
                f"the alias `*{shorten(name)}` stands inside its own anchor",
                at=where,
                help="a value cannot hold itself: write out what is meant",
            )
        return anchored

    def _not_a_key(self, begin: _Point, end: _Point) -> InputError:
        return InputError(
            "a mapping or a list cannot be a key",
            at=self.place(self.open.inside, *begin, *end),
            help="put a `{{ placeholder }}` between quotes, or fill it in first",
        )

    def _add(self, node: Node, end: _Point) -> None:
        open_ = self.open
        open_.end = end
        if isinstance(open_.members, list):
            open_.members.append(node)
            open_.route = (*open_.inside, len(open_.members))
            return
        if open_.is_merging:
            open_.merged += _mergeable(node)
            open_.is_merging = False
        elif open_.key is not None:
            open_.members[open_.key] = node
        open_.key = None


def _may_hold_more(text: str, most: int) -> bool:
    """Can the text hold more values than that? Each but the first begins behind one of these."""
    return sum(map(text.count, ("\n", "\r", "- ", ",", ":", "?", "[", "{"))) > most


def _point(mark: Mark | None) -> _Point:
    assert mark is not None
    return mark.line + 1, mark.column + 1


def _mergeable(node: Node) -> tuple[Node, ...]:
    """The mappings that a `<<` brings, the strongest first."""
    nodes = node.value if isinstance(node.value, tuple) else (node,)
    for each in nodes:
        if not isinstance(each.value, Mapping) or each.tag is not None:
            raise InputError(
                "`<<` merges mappings, and this is none",
                at=each.span,
                help="name a mapping by its alias, as in `<<: *name`",
            )
    return nodes


def _with_merged(done: _Open) -> dict[str, Node]:
    """A mapping's own members, then those merged into it that it does not have."""
    members: dict[str, Node] = done.members  # type: ignore[assignment]
    for node in done.merged:
        for key, member in node.mapping.items():
            if key not in members:
                members[key] = member
                done.keys[key] = node.keys[key]
    return members
