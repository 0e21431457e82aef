"""Loose: the reading of a Resource entry in which a star that ends a part goes beyond its colon.

AWS says that it "can", and not when. Whether it does is left open, and is the same on both sides.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..pattern import match
from ..truth import Truth

_SEGMENTS = 6
WITH_COLON = "*:*:*:*:*:*:*"
"""Resources with a colon in their sixth part: others have none that a star could take."""


@lru_cache(maxsize=1 << 14)
def head(pattern: str) -> str | None:
    """What begins like the loose reading of a pattern, part by part; None: it has no such reading."""
    parts = pattern.split(":", _SEGMENTS - 1)
    if len(parts) < _SEGMENTS:
        return None
    first = next((at for at in range(1, 5) if parts[at].endswith("*")), None)
    if first is None:
        return None
    return ":".join((*parts[: first + 1], *("*" * (_SEGMENTS - 1 - first))))


@lru_cache(maxsize=1 << 16)
def may_reach(pattern: str, place: str) -> bool:
    """May the loose reading cover a resource that statements do not tell apart from this one?"""
    begins = head(pattern)
    parts = place.split(":", _SEGMENTS - 1)
    if begins is None or len(parts) < _SEGMENTS or ":" not in parts[-1]:
        return False
    wanted = begins.split(":", _SEGMENTS - 1)
    return all(match(*both) is Truth.YES for both in zip(wanted, parts, strict=True))


@lru_cache(maxsize=1 << 16)
def covers(pattern: str, other: str) -> bool:
    """Does the one loosely cover whatever the other loosely covers? Plainly only: no is no proof."""
    return pattern == other or ("?" not in pattern and match(pattern, other) is Truth.YES)


def covered(pattern: str, patterns: Iterable[str]) -> list[str]:
    """Those of the patterns that this one covers."""
    return [one for one in patterns if covers(pattern, one)]
