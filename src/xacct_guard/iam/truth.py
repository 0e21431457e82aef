"""Truth: the three values of strong Kleene logic (NO < UNKNOWN < YES)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """AND is the minimum, OR the maximum, NOT swaps YES and NO."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __invert__(self) -> Truth:
        return Truth(2 - self)


def all_of(truths: Iterable[Truth]) -> Truth:
    """Strong Kleene "and": one NO settles it; an UNKNOWN spoils a YES."""
    return min(truths, default=Truth.YES)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Strong Kleene "or": one YES settles it; an UNKNOWN spoils a NO."""
    return max(truths, default=Truth.NO)
