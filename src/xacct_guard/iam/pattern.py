"""Wildcards: does a value match a pattern, as far as both are known?

`*` is any run of characters, also none; `?` is exactly one; everything else is itself. Matching
takes the leftmost place for each piece between stars and never goes back, so that its cost is
the length of the pattern times the length of the value at worst.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .symbol import has_symbol
from .symbolic import match_symbolic
from .truth import Truth
from .wildcard import LITERAL_ANY, LITERAL_STAR, unquoted

_Glob = Callable[[str], bool]
_Find = Callable[[str, int, int], int]


def match(pattern: str, value: str, *, ignore_case: bool = False) -> Truth:
    """Does every (YES), no (NO) or some (UNKNOWN) completion of `value` match `pattern`?

    Either may hold symbols. A created symbol differs from every other one and from every
    literal; an open one may be any text of its shape and, in a pattern, may bring wildcards.
    """
    if has_symbol(pattern) or has_symbol(value):
        return match_symbolic(pattern, value, ignore_case)
    if ignore_case:
        pattern, value = pattern.lower(), value.lower()
    return Truth.YES if glob(pattern)(value) else Truth.NO


@lru_cache(maxsize=1 << 16)
def glob(pattern: str) -> _Glob:
    """The test for a pattern without symbols."""
    if "*" not in pattern and "?" not in pattern:
        return unquoted(pattern).__eq__
    if not pattern.strip("*"):
        return lambda _: True
    if "*" not in pattern:
        only = re.compile(_fixed(pattern), re.DOTALL)
        return lambda value: only.fullmatch(value) is not None
    return _starred(pattern.split("*"))


def _starred(pieces: list[str]) -> _Glob:
    head, tail = pieces[0], pieces[-1]
    starts, ends = _stands(head), _stands(tail)
    steps = [_finder(piece) for piece in pieces[1:-1] if piece]

    def test(value: str) -> bool:
        at, limit = len(head), len(value) - len(tail)
        if at > limit or not starts(value, 0) or not ends(value, limit):
            return False
        for find in steps:
            at = find(value, at, limit)
            if at < 0:
                return False
        return True

    return test


def _stands(piece: str) -> Callable[[str, int], object]:
    """Does a piece stand at this place of a value?"""
    if "?" in piece:
        return re.compile(_fixed(piece), re.DOTALL).match
    text = unquoted(piece)
    return lambda value, at: value.startswith(text, at)


def _finder(piece: str) -> _Find:
    """Where the leftmost occurrence of a piece within [start, end) ends, or -1."""
    if "?" in piece:
        search = re.compile(_fixed(piece), re.DOTALL).search

        def find_any(value: str, start: int, end: int) -> int:
            found = search(value, start, end)
            return found.end() if found else -1

        return find_any
    text = unquoted(piece)

    def find(value: str, start: int, end: int) -> int:
        at = value.find(text, start, end)
        return at + len(text) if at >= 0 else -1

    return find


def _fixed(piece: str) -> str:
    """A regular expression of fixed length (no repetition, so no back-tracking)."""
    return "".join(_ONE.get(letter) or re.escape(letter) for letter in piece)


_ONE = {"?": ".", LITERAL_STAR: re.escape("*"), LITERAL_ANY: re.escape("?")}
