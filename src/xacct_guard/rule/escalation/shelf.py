"""Shelf: things of one account, in the order of their names, so that a pattern finds few of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Generic, TypeVar

from ...iam.arn_pattern import match_resource
from ...iam.symbol import START, split_symbols
from ...iam.truth import Truth

MANY, LOOKED_AT = 4, 64
"""So many of what one pattern stands for are given, of so many looked at: an estate may have thousands."""
_PARTS = 6
T = TypeVar("T")


class Shelf(Generic[T]):
    """Things with an ARN each. Those `before` others come first of what a pattern finds."""

    def __init__(
        self, things: Iterable[T], arn: Callable[[T], str], before: Callable[[T], bool]
    ) -> None:
        every = sorted(((_name(arn(thing)), arn(thing), thing) for thing in things), key=_key)
        self._by_arn = {arn: thing for _, arn, thing in every}
        first = [each for each in every if before(each[2])]
        rest = [each for each in every if not before(each[2])]
        self._rows = tuple(([name for name, _, _ in row], row) for row in (first, rest))

    def find(self, entries: Iterable[str]) -> tuple[T, ...]:
        """What these entries of Resource may stand for: what is named, and `MANY` for each pattern."""
        found: dict[str, T] = {}
        for entry in entries:
            if entry in self._by_arn:
                found[entry] = self._by_arn[entry]
            elif "*" in entry or "?" in entry:
                found.update(self._matching(entry))
        return tuple(found.values())

    def _matching(self, entry: str) -> Iterator[tuple[str, T]]:
        known = _literal(_name(entry))
        for names, row in self._rows:
            at = bisect_left(names, known)
            near = (each for each in row[at : at + LOOKED_AT] if each[0].startswith(known))
            those = (
                (arn, thing) for _, arn, thing in near if match_resource(entry, arn) is not Truth.NO
            )
            yield from islice(those, MANY)


def _key(row: tuple[str, str, object]) -> tuple[str, str]:
    return row[0], row[1]


def _name(arn: str) -> str:
    """What stands after the account, each symbol being what its texts look like."""
    parts = arn.split(":", _PARTS - 1)
    name = parts[-1] if len(parts) == _PARTS else ""
    if START not in name:
        return name
    return "".join(each if isinstance(each, str) else each.shape for each in split_symbols(name))


def _literal(name: str) -> str:
    """What comes before the first wildcard."""
    return name.partition("*")[0].partition("?")[0]
