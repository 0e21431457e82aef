"""Style: how the text around a place is laid out, so that what is added looks like its neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from ..span import Node
from .document import Document

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class _Habits:
    """What is seen in some part of a document, counted."""

    steps: Counter[int]
    dashes: Counter[int]
    quotes: Counter[str]
    lists: Counter[bool]
    mappings: Counter[bool]


class Style:
    """How a YAML document is laid out near a place; the nearest neighbours who show it decide."""

    def __init__(self, document: Document, around: tuple[Node, ...]) -> None:
        self._document = document
        self._around = around

    @cached_property
    def step(self) -> int:
        """By how much the members of a mapping stand to the right of their mapping's key."""
        return self._most("steps", 2)

    @cached_property
    def dash(self) -> int:
        """By how much the dashes of a list stand to the right of its key."""
        return self._most("dashes", self.step)

    @cached_property
    def quote(self) -> str:
        """The quote of texts that need one."""
        return self._most("quotes", '"')

    @cached_property
    def flow_lists(self) -> bool:
        """Are lists of scalars written in brackets?"""
        return self._most("lists", False)

    @cached_property
    def flow_mappings(self) -> bool:
        """Are mappings of scalars written in braces?"""
        return self._most("mappings", False)

    @cached_property
    def tags(self) -> bool:
        """Are functions written as `!Sub` and not as `Fn::Sub:`?"""
        text = self._document.source.text
        return any(f"{tag} " in text for tag in ("!Sub", "!Ref", "!GetAtt", "!If", "!Join")) or (
            "Fn::" not in text
        )

    def _most(self, what: str, otherwise: _V) -> _V:
        for node in reversed(self._around):
            counted: Counter[_V] = getattr(self._habits(node), what)
            if counted:
                return counted.most_common(1)[0][0]
        return otherwise

    def _habits(self, top: Node) -> _Habits:
        found = _Habits(Counter(), Counter(), Counter(), Counter(), Counter())
        text = self._document.text
        for node in _some(top):
            if isinstance(node.value, Mapping):
                self._count_members(node, found)
            elif isinstance(node.value, str):
                mark = text.text[text.past_properties(text.begin(node.span)) :][:1]
                if mark and mark in "\"'":
                    found.quotes[mark] += 1
        return found

    def _count_members(self, node: Node, found: _Habits) -> None:
        for key, member in node.mapping.items():
            if not isinstance(member.value, (tuple, Mapping)) or not member.value:
                continue
            is_list, is_block = isinstance(member.value, tuple), self.is_block(member)
            if not any(isinstance(each.value, (tuple, Mapping)) for each in _children(member)):
                (found.lists if is_list else found.mappings)[not is_block] += 1
            column, at = node.keys[key].column or 0, self._column(member)
            if is_block and self.is_block(node) and at >= column:
                (found.dashes if is_list else found.steps)[at - column] += 1

    def _column(self, node: Node) -> int:
        text = self._document.text
        begin = text.past_properties(text.begin(node.span))
        return text.column(begin) + 1

    def is_block(self, node: Node) -> bool:
        """Is a list or a mapping written in lines, not in brackets?"""
        text = self._document.text
        begin = text.past_properties(text.begin(node.span))
        return text.text[begin : begin + 1] not in ("[", "{")


def _children(node: Node) -> tuple[Node, ...]:
    if isinstance(node.value, tuple):
        return node.value
    return tuple(node.mapping.values())


_SAMPLE = 400
"""Nodes that are looked at: enough to see a habit, few enough to be quick."""


def _some(node: Node) -> Iterator[Node]:
    for _, each in zip(range(_SAMPLE), node.walk(), strict=False):
        yield each
