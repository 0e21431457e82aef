"""Overlap: is there a text that two patterns both match?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from .pattern import glob
from .symbol import Symbol, split_symbols

_SEGMENTS = 6
_NAME = "\ue012"  # a run of characters of a name: what stands for `*` where the estate makes up the text
_RUNS = ("*", _NAME)


@lru_cache(maxsize=1 << 14)
def may_overlap(one: str, other: str) -> bool:
    """Can one and the same text match both patterns? A symbol may turn out as anything of its shape."""
    if (one + other).isascii() and (known := _at_a_glance(one, other)) is not None:
        return known
    left, right = _pattern(one), _pattern(other)
    seen: set[tuple[int, int]] = set()
    waiting = [(0, 0)]
    while waiting:
        place = waiting.pop()
        if place == (len(left), len(right)):
            return True
        if place not in seen:
            seen.add(place)
            waiting.extend(_next(left, right, *place))
    return False


def _at_a_glance(one: str, other: str) -> bool | None:
    """The same, of most patterns without symbols.

    Two with stars overlap if they begin alike and end alike: what stands between may follow one another.
    """
    if "?" in one or "?" in other:
        return None
    if "*" not in one:
        return glob(other)(one)
    if "*" not in other:
        return glob(one)(other)
    (begins, _, _), (_, _, ends) = one.partition("*"), one.rpartition("*")
    (other_begins, _, _), (_, _, other_ends) = other.partition("*"), other.rpartition("*")
    return (begins.startswith(other_begins) or other_begins.startswith(begins)) and (
        ends.endswith(other_ends) or other_ends.endswith(ends)
    )


def may_overlap_as_arns(one: str, other: str) -> bool:
    """The same of ARN patterns, which are compared part by part, the sixth being all the rest.

    A lone `*`, and what has not the parts of an ARN, may be any.
    """
    parts = one.split(":", _SEGMENTS - 1), other.split(":", _SEGMENTS - 1)
    if any(len(each) < _SEGMENTS for each in parts):
        return True
    for a, b in zip(*parts, strict=True):
        if a != b and "*" not in (a, b) and not may_overlap(a, b):
            return False
    return True


def _pattern(text: str) -> str:
    """The text with each symbol as its shape; a name that the estate makes has no `/` and no `:`."""
    parts = (_shape(part) if isinstance(part, Symbol) else part for part in split_symbols(text))
    return "".join(parts)


def _shape(symbol: Symbol) -> str:
    return symbol.shape.replace("*", _NAME) if symbol.created else symbol.shape


def _next(left: str, right: str, i: int, j: int) -> Iterator[tuple[int, int]]:
    """The places in both patterns that one step leads to."""
    a, b = left[i : i + 1], right[j : j + 1]
    if a in _RUNS:
        yield i + 1, j
    if b in _RUNS:
        yield i, j + 1
    if a and b and _may_be_equal(a, b):
        yield i + (a not in _RUNS), j + (b not in _RUNS)


def _may_be_equal(a: str, b: str) -> bool:
    """May both stand for one and the same character?"""
    if _NAME in (a, b):
        return not {a, b} & {"/", ":"}
    return a == b or not {a, b}.isdisjoint("*?")
