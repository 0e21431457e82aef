"""PolicyIndex: the statements of a policy, found by action, each compiled when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from weakref import WeakValueDictionary

from ..pattern import match
from ..policy import Policy, Statement
from ..symbol import has_symbol
from ..wildcard import unquoted
from .statements import Elements
from .texts import is_wild
from .truths import NO, YES

_ACTIONS = 4096

Found = tuple[tuple[Elements, int], ...]
"""Statements, with the truth of their Action elements."""


_WILD = re.compile("[*?]")


class _Entries(NamedTuple):
    """Action or NotAction: what is the same letter by letter, what begins so, and the rest.

    The rest are patterns, each with the letters before its first wildcard.
    """

    exact: frozenset[str]
    beginnings: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    negated: bool


class PolicyIndex:
    """One policy. An action is matched against its patterns once, and remembered."""

    __slots__ = ("__weakref__", "_elements", "_entries", "_found", "policy")

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._entries: tuple[_Entries, ...] | None = None
        self._elements: dict[int, Elements] = {}
        self._found: dict[str, Found] = {}

    def found(self, action: str) -> Found:
        """The statements whose Action element matches, or may. The action holds no symbol."""
        found = self._found.get(action)
        if found is None:
            if len(self._found) >= _ACTIONS:
                self._found.clear()
            found = self._found[action] = tuple(self._search(action.lower()))
        return found

    def elements(self, place: int) -> Elements:
        """The other elements of the statement at that place, compiled."""
        elements = self._elements.get(place)
        if elements is None:
            elements = self._elements[place] = Elements(self.policy.statements[place])
        return elements

    def not_found(self, action: str) -> Iterator[Elements]:
        """The other statements."""
        found = {id(elements) for elements, _ in self.found(action)}
        for place in range(len(self.policy.statements)):
            if id(elements := self.elements(place)) not in found:
                yield elements

    def _search(self, action: str) -> Iterator[tuple[Elements, int]]:
        if self._entries is None:
            self._entries = tuple(map(_entries, self.policy.statements))
        for place, entries in enumerate(self._entries):
            truth = _matches(entries, action)
            if truth != NO:
                yield self.elements(place), truth


def _matches(entries: _Entries, action: str) -> int:
    if action in entries.exact or action.startswith(entries.beginnings):
        truth = YES
    else:
        others = (one for start, one in entries.others if action.startswith(start))
        truth = max((int(match(one, action, ignore_case=True)) for one in others), default=NO)
    return YES - truth if entries.negated else truth


def _entries(statement: Statement) -> _Entries:
    exact: set[str] = set()
    beginnings: list[str] = []
    others: list[tuple[str, str]] = []
    for written in statement.not_actions or statement.actions:
        text = written.text
        if has_symbol(text):
            others.append(("", text))
        elif not is_wild(text):
            exact.add(unquoted(text.lower()))
        elif text[-1] == "*" and not is_wild(text[:-1]):
            beginnings.append(unquoted(text[:-1].lower()))
        else:
            others.append((unquoted(_WILD.split(text.lower(), 1)[0]), text))
    negated = bool(statement.not_actions)
    return _Entries(frozenset(exact), tuple(beginnings), tuple(others), negated)


_indices: WeakValueDictionary[int, PolicyIndex] = WeakValueDictionary()


def index_of(policy: Policy) -> PolicyIndex:
    """The one index of this very policy, for as long as somebody holds it."""
    index = _indices.get(id(policy))
    if index is None:
        index = _indices[id(policy)] = PolicyIndex(policy)
    return index
