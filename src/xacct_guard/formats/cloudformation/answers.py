"""Answers: every question about a stack worked out once, and questions that lead back to themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ...span import Span

T = TypeVar("T")

Question = tuple[str, str]
"""What kind of thing is asked for, and its name: `("parameter", "Env")`."""

_ABROAD: Question = ("", "")


class Answers:
    """What has been asked, what came of it, and what is being worked out."""

    def __init__(self) -> None:
        self._known: dict[Question, Any] = {}
        self._asked: list[Question] = []
        self._supposing = 0
        self._waits: dict[str, dict[str, Span]] = {}

    @property
    def waits(self) -> Mapping[str, Mapping[str, Span]]:
        """Which resources name which, as far as properties have been asked for."""
        return self._waits

    def once(self, question: Question, work: Callable[[], T], when_circular: Callable[[], T]) -> T:
        """The answer; what `when_circular` gives where it is just being worked out."""
        if question in self._known:
            found: T = self._known[question]
            return found
        if question in self._asked:
            return when_circular()
        self._asked.append(question)
        try:
            value = work()
        finally:
            self._asked.pop()
        self._known[question] = value
        return value

    def way_round(self, question: Question) -> tuple[str, ...] | None:
        """The names from a question back to itself; None where the way leads through other stacks."""
        way = self._asked[self._asked.index(question) :]
        return None if _ABROAD in way else tuple(name for _, name in (*way, question))

    def way_abroad(self, question: Question) -> tuple[str, ...]:
        """The same where the way leads through other stacks, whose own names are not known here."""
        way = (*self._asked[self._asked.index(question) :], question)
        return tuple("another stack" if each == _ABROAD else " ".join(each) for each in way)

    def abroad(self, ask: Callable[[], T]) -> T:
        """Ask something outside this stack, which may come back to it."""
        self._asked.append(_ABROAD)
        try:
            return ask()
        finally:
            self._asked.pop()

    def suppose(self, work: Callable[[], T]) -> T:
        """Work out a branch that may not be taken: nobody waits for what it names."""
        self._supposing += 1
        try:
            return work()
        finally:
            self._supposing -= 1

    def note(self, logical: str, at: Span) -> None:
        """Put down that the resource whose property is being worked out waits for another."""
        asking = [name for kind, name in self._asked if kind == "property"]
        if asking and not self._supposing:
            owner = asking[-1].partition(".")[0]
            self._waits.setdefault(owner, {}).setdefault(logical, at)
