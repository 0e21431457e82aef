"""Residue: what is left of statements once it is known who asks for which action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from .hearing import Line

Residue = Mapping[Hashable, frozenset[str]]
"""The resources of statements that are alike in all else, put together."""


def residue_of(lines: Iterable[Line]) -> Residue:
    """However statements are ordered, split or repeated, what they say together is the same."""
    found: dict[Hashable, set[str]] = defaultdict(set)
    for line in lines:
        spoken = line.spoken
        named = tuple(line.named.items())
        found[spoken.allows, spoken.level, spoken.about, named].update(spoken.resources)
    return {what: frozenset(resources) for what, resources in found.items()}


def plainly_allows_no_more(new: Residue, old: Residue) -> bool:
    """Is each Allow of the new side one of the old side's, and each Deny of the old the new's?"""
    return _covers(old, new, allows=True) and _covers(new, old, allows=False)


def _covers(wide: Residue, narrow: Residue, *, allows: bool) -> bool:
    for what, resources in narrow.items():
        if what[0] is allows:  # type: ignore[index]
            other = wide.get(what)
            if other is None or not resources <= other:
                return False
    return True
