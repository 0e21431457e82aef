"""Which texts a list of patterns takes: equal ones first, then literal beginnings, then globs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..pattern import glob
from ..wildcard import unquoted
from .truths import NO, YES

TextTest = Callable[[str], int]
"""YES or NO for a text without symbols."""


def matching(patterns: Iterable[str]) -> TextTest:
    """YES where one of the patterns, which hold no symbols, matches the whole text."""
    exact: set[str] = set()
    beginnings: list[str] = []
    globs: list[Callable[[str], bool]] = []
    for pattern in patterns:
        if not is_wild(pattern):
            exact.add(unquoted(pattern))
        elif pattern[-1] == "*" and not is_wild(pattern[:-1]):
            beginnings.append(unquoted(pattern[:-1]))
        else:
            globs.append(glob(pattern))
    if globs:
        return _any(frozenset(exact), tuple(beginnings), tuple(globs))
    return _begins(frozenset(exact), tuple(beginnings)) if beginnings else one_of(exact)


def one_of(texts: Iterable[str]) -> TextTest:
    """YES where the text is one of these."""
    exact = frozenset(texts)
    return lambda text: YES if text in exact else NO


def is_wild(pattern: str) -> bool:
    """Has the pattern a wildcard?"""
    return "*" in pattern or "?" in pattern


def _begins(exact: frozenset[str], beginnings: tuple[str, ...]) -> TextTest:
    if not exact:
        one = beginnings[0] if len(beginnings) == 1 else beginnings
        return lambda text: YES if text.startswith(one) else NO
    return lambda text: YES if text in exact or text.startswith(beginnings) else NO


def _any(
    exact: frozenset[str], beginnings: tuple[str, ...], globs: tuple[Callable[[str], bool], ...]
) -> TextTest:
    def test(text: str) -> int:
        if text in exact or text.startswith(beginnings):
            return YES
        for one in globs:
            if one(text):
                return YES
        return NO

    return test
