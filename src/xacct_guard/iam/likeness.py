"""Which known word a misspelt one surely means."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

_NEAR, _APART = 0.88, 0.03


def only_near(word: str, known: Iterable[str]) -> str | None:
    """The one known word that is near; None if none is, or another is as near. Case is not looked at."""
    matcher = SequenceMatcher(b=word.lower())
    ranked: list[tuple[float, str]] = []
    for each in known:
        matcher.set_seq1(each.lower())
        if matcher.real_quick_ratio() >= _NEAR - _APART and matcher.quick_ratio() >= _NEAR - _APART:
            ranked.append((matcher.ratio(), each))
    ranked.sort(reverse=True)
    if not ranked or ranked[0][0] < _NEAR:
        return None
    is_alone = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _APART
    return ranked[0][1] if is_alone else None
