"""Answer: a truth that remembers what it depends on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .truth import Truth


@dataclass(frozen=True, slots=True)
class Answer:
    """A truth value and, where it is UNKNOWN, the keys and symbols that would settle it."""

    truth: Truth
    depends: frozenset[str] = frozenset()

    def __invert__(self) -> Answer:
        return answer(~self.truth, self.depends)

    @property
    def is_yes(self) -> bool:
        """Settled, and so."""
        return self.truth is Truth.YES

    @property
    def is_no(self) -> bool:
        """Settled, and not so."""
        return self.truth is Truth.NO

    @property
    def is_open(self) -> bool:
        """Not settled."""
        return self.truth is Truth.UNKNOWN


YES = Answer(Truth.YES)
NO = Answer(Truth.NO)


def unknown(*depends: str) -> Answer:
    """Nobody can tell without knowing these."""
    return Answer(Truth.UNKNOWN, frozenset(depends))


def answer(truth: Truth, depends: Iterable[str] = ()) -> Answer:
    """The truth as an answer; `depends` counts only where it is UNKNOWN."""
    if truth is Truth.UNKNOWN:
        return Answer(truth, frozenset(depends))
    return YES if truth is Truth.YES else NO


def every(answers: Iterable[Answer]) -> Answer:
    """Strong Kleene "and". One NO settles it, and then nothing else matters."""
    depends: frozenset[str] = frozenset()
    truth = Truth.YES
    for one in answers:
        if one.truth is Truth.NO:
            return NO
        if one.truth is Truth.UNKNOWN:
            truth, depends = Truth.UNKNOWN, depends | one.depends
    return answer(truth, depends)


def some(answers: Iterable[Answer]) -> Answer:
    """Strong Kleene "or". One YES settles it, and then nothing else matters."""
    depends: frozenset[str] = frozenset()
    truth = Truth.NO
    for one in answers:
        if one.truth is Truth.YES:
            return YES
        if one.truth is Truth.UNKNOWN:
            truth, depends = Truth.UNKNOWN, depends | one.depends
    return answer(truth, depends)


def doubted(said: Answer, doubt: str) -> Answer:
    """The same where it says NO; where it would say YES, unknown for a reason AWS leaves open."""
    return unknown(doubt) if said.truth is Truth.YES else said
