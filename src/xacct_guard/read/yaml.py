"""YAML text -> Nodes: PyYAML's events, one loop, no recursion.

PyYAML is imported when the first YAML text is read.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..span import Node, Route, Scalar, Source, Span
from .making import Keys, OpenSpan, Points, make_node
from .refusal import (
    DEEPEST,
    MOST_VALUES,
    Refuse,
    duplicate_key,
    shorten,
    stop,
    too_deep,
    too_many,
)
from .yaml_marks import BOM, end_of_block_scalar, place_of
from .yaml_problem import explain
from .yaml_scalar import STANDARD, plain, tagged

if TYPE_CHECKING:
    from yaml import AliasEvent, CollectionStartEvent, Event, ScalarEvent

_NO_KEYS: dict[str, Span] = {}
_new: Any = object.__new__
_ANCHOR = re.compile(r"&[\w-]")
_MEANING_NOTHING = (None, "!", f"{STANDARD}map", f"{STANDARD}seq")


def read_documents(
    source: Source, refuse: Refuse = stop, most: int | None = MOST_VALUES
) -> Iterator[Node]:
    """The documents of a YAML text, empty ones left out, of at most so many values together.

    Raises InputError; `refuse` takes keys written twice.
    """
    return _Reader(source, refuse, most).documents()


class _Extra:
    """What is remembered of an open collection where a text has anchors, merges or very many values.

    `size` counts what is in it, `height` the levels; `merge` is where its `<<` stands, `merged` what
    that brings.
    """

    __slots__ = ("anchor", "height", "is_merging", "merge", "merged", "size_before")

    def __init__(self, anchor: str | None, size_before: int) -> None:
        self.anchor = anchor
        self.size_before = size_before
        self.height = 1
        self.merge: Span | None = None
        self.is_merging = False
        self.merged: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an alias stands for; `size` counts the values in it, `height` the levels."""

    node: Node
    text: str | None = None
    size: int = 1
    height: int = 0


class _Reader:
    """One pass over the events."""

    def __init__(self, source: Source, refuse: Refuse, most: int | None) -> None:
        self.source = source
        self.refuse = refuse
        self.most = sys.maxsize if most is None else most
        self.text = source.text.removeprefix(BOM)
        self.place = place_of(source)
        self.anchors: dict[str, _Anchored | None] = {}  # None: not ended yet
        self.size = 0  # values, with those that aliases stand for: ten lines can mean billions

    def documents(self) -> Iterator[Node]:
        """Every document that is not empty."""
        import yaml

        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            loader = loader(self.text)
            try:
                yield from self._documents(iter(loader.get_event, None))
            finally:
                loader.dispose()
        except yaml.YAMLError as error:
            raise explain(error, self.source, self.place) from None

    def _documents(self, events: Iterator[Any]) -> Iterator[Node]:  # noqa: PLR0912, PLR0915
        import yaml

        scalar, alias = yaml.ScalarEvent, yaml.AliasEvent
        mapping_begins, list_begins = yaml.MappingStartEvent, yaml.SequenceStartEvent
        mapping_ends, list_ends = yaml.MappingEndEvent, yaml.SequenceEndEvent
        source, place, has_extras = self.source, self.place, self._has_extras()
        is_simple, new = isinstance(place, partial), _new
        # the innermost open collection: its members, where its keys are, its route, the route and
        # the key of the next value (None: a key comes first), where it began
        members: Any = {}
        is_list = is_flow = False
        keys: Points = {}
        inside: Route = ()
        route: Route = ()
        key: str | None = ""
        began, own_tag = (1, 1), None
        extra: _Extra | None = None
        outer: list[Any] = []
        where: Any
        end_line = end_column = 1  # where the last value ended
        for event in events:
            kind = event.__class__
            if kind is scalar:
                text, style, tag = event.value, event.style, event.tag
                if key is None:
                    key = text
                    route = inside + (key,)  # noqa: RUF005 - in half the time
                    if tag is not None or not text:
                        _refuse_key(event, self._whole(route, event))
                    if extra is not None and self._has_taken(event, route, extra):
                        continue
                    if key in keys:
                        first = Keys(keys, inside, place)[key]
                        self.refuse(duplicate_key(key, first, self._whole(route, event)))
                    keys[key] = event.start_mark, event.end_mark
                    continue
                begin, end = event.start_mark, event.end_mark
                if style and style in "|>":
                    end_line, end_column = end_of_block_scalar(self.text, event)
                else:
                    end_line, end_column = end.line + 1, end.column + 1
                if is_list:
                    route = inside + (len(members),)  # noqa: RUF005
                if is_simple:  # what `make_span` does, without the call
                    where = new(OpenSpan)
                    where.source = source
                    where.route = route
                    where.line = begin.line + 1
                    where.column = begin.column + 1
                    where.end_line = end_line
                    where.end_column = end_column
                    where.__class__ = Span
                else:
                    where = place(route, begin.line + 1, begin.column + 1, end_line, end_column)
                value: Scalar = text if style else plain(text)
                if tag is not None:
                    value, tag = tagged(text, tag)
                node = make_node(value, where, tag, _NO_KEYS)
                if extra is not None:
                    self._count(node, event)
            elif kind is mapping_begins or kind is list_begins:
                begin = event.start_mark
                end_line, end_column = begin.line + 1, begin.column + 1
                if is_list:
                    route = (*inside, len(members))
                if key is None:
                    raise self._not_a_key(inside, event)
                if len(outer) == DEEPEST:
                    raise too_deep(self._whole(route, event))
                outer.append((members, is_list, is_flow, keys, inside, key, began, own_tag, extra))
                is_list = kind is list_begins
                members, keys, inside, began = (
                    [] if is_list else {},
                    {},
                    route,
                    (end_line, end_column),
                )
                key = "" if is_list else None
                is_flow, own_tag = event.flow_style, event.tag
                if has_extras:
                    extra = self._open(event)
                continue
            elif kind is mapping_ends or kind is list_ends:
                if is_flow:
                    end = event.end_mark
                    end_line, end_column = end.line + 1, end.column + 1
                if own_tag in _MEANING_NOTHING:
                    own_tag = None
                if extra is not None and extra.merged:
                    _merge(extra.merged, members, keys)
                where = place(inside, *began, end_line, end_column)
                if is_list:
                    node = make_node(tuple(members), where, own_tag, _NO_KEYS)
                else:
                    node = make_node(members, where, own_tag, Keys(keys, inside, place))
                done = extra
                members, is_list, is_flow, keys, inside, key, began, own_tag, extra = outer.pop()
                if done is not None:
                    self._close(done, node, extra)
            elif kind is alias:
                end = event.end_mark
                end_line, end_column = end.line + 1, end.column + 1
                if is_list:
                    route = (*inside, len(members))
                where = self._whole(route if key is not None else inside, event)
                anchored = self._anchored(event, where)
                if key is None:
                    key = anchored.text
                    if key is None:
                        raise self._not_a_key(inside, event)
                    route = (*inside, key)
                    where = self._whole(route, event)
                    if key in keys:
                        first = Keys(keys, inside, place)[key]
                        self.refuse(duplicate_key(key, first, where))
                    keys[key] = where
                    continue
                self._stand_for(anchored, where, len(outer), extra)
                node = anchored.node
            elif kind is yaml.DocumentStartEvent:
                # a document is read as the one member of a mapping, its route is empty
                members, key, route, self.anchors = {}, "", (), {}
                extra = _Extra(None, 0) if has_extras else None
                continue
            elif kind is yaml.DocumentEndEvent:
                if not _is_empty(members[""]):
                    yield members[""]
                continue
            else:
                continue
            if is_list:
                members.append(node)
            elif extra is not None and extra.is_merging:
                extra.merged += _mergeable(node)
                extra.is_merging = False
                key = None
            else:
                members[key] = node
                key = None

    def _has_extras(self) -> bool:
        """Can there be anchors, merges or too many values?"""
        text = self.text
        return len(text) > self.most or "<<" in text or _ANCHOR.search(text) is not None

    def _whole(self, route: Route, event: Event) -> Span:
        """From where an event begins to where it ends."""
        begin, end = event.start_mark, event.end_mark
        assert begin is not None  # every event has both of its marks
        assert end is not None
        return self.place(route, begin.line + 1, begin.column + 1, end.line + 1, end.column + 1)

    def _has_taken(self, event: ScalarEvent, route: Route, extra: _Extra) -> bool:
        """Is the key a `<<` that merges? The anchor of a key is put down."""
        where = self._whole(route, event)
        if event.anchor:
            node = make_node(event.value, where, None, _NO_KEYS)
            self.anchors[event.anchor] = _Anchored(node, event.value)
        if event.value != "<<" or event.style or event.tag is not None:
            return False
        if extra.merge is not None:
            self.refuse(duplicate_key("<<", extra.merge, where))
        extra.merge, extra.is_merging = where, True
        return True

    def _count(self, node: Node, event: ScalarEvent) -> None:
        """Put down a value; go no further than there may be values."""
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(node, event.value)
        self.size += 1
        if self.size > self.most:
            raise too_many(node.span, self.most)

    def _open(self, event: CollectionStartEvent) -> _Extra:
        """Put down that a collection begins."""
        if event.anchor:
            self.anchors[event.anchor] = None
        extra = _Extra(event.anchor, self.size)
        self.size += 1
        return extra

    def _close(self, done: _Extra, node: Node, around: _Extra | None) -> None:
        """Put down that a collection has ended."""
        if done.anchor:
            size = self.size - done.size_before
            self.anchors[done.anchor] = _Anchored(node, None, size, done.height)
        if around is not None:
            around.height = max(around.height, done.height + 1)

    def _anchored(self, event: AliasEvent, where: Span) -> _Anchored:
        name = event.anchor or ""
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

    def _stand_for(
        self, anchored: _Anchored, where: Span, depth: int, extra: _Extra | None
    ) -> None:
        """Count what an alias stands for; what is merged comes no level deeper."""
        height = anchored.height - (extra is not None and extra.is_merging)
        if depth + height > DEEPEST:
            raise too_deep(where)
        if extra is not None:
            extra.height = max(extra.height, height + 1)
        self.size += anchored.size
        if self.size > self.most:
            raise too_many(where, self.most)

    def _not_a_key(self, inside: Route, event: Event) -> InputError:
        return InputError(
            "a mapping or a list cannot be a key",
            at=self._whole(inside, event),
            help="put a `{{ placeholder }}` between quotes, or fill it in first",
        )


def _refuse_key(event: ScalarEvent, where: Span) -> None:
    tag = event.tag
    if tag is not None and not (tag == "!" or tag.startswith(STANDARD)):
        raise InputError(
            f"a key cannot carry the tag `{shorten(tag)}`", at=where, help="write it as text"
        )
    if not event.style and not event.value:
        raise InputError("there is no key before this `:`", at=where, help="write one")


def _is_empty(node: Node) -> bool:
    at = node.span
    return node.value is None and (at.line, at.column) == (at.end_line, at.end_column)


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


def _merge(merged: tuple[Node, ...], members: dict[str, Node], keys: Points) -> None:
    """Give a mapping the members merged into it that it does not have."""
    for node in merged:
        for key, member in node.mapping.items():
            if key not in members:
                members[key] = member
                keys[key] = node.keys[key]
