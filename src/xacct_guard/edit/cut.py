"""Cut: a piece of a text, by offsets, and what comes in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ..errors import EditError


@dataclass(frozen=True, slots=True)
class Cut:
    """From `start` up to `end`, write `text`; the deeper one goes first where two insert at one place."""

    start: int
    end: int
    text: str = ""
    depth: int = 0


def in_order(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """The cuts from the first to the last. Raises EditError for two that touch the same text."""
    ordered = sorted(cuts, key=lambda cut: (cut.start, cut.end, -cut.depth))
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise EditError("two changes of the same text exclude each other")
    return tuple(ordered)


def applied(text: str, cuts: Iterable[Cut]) -> str:
    """The text once all is cut; nothing outside the cuts changes."""
    parts, at = [], 0
    for cut in in_order(cuts):
        parts += [text[at : cut.start], cut.text]
        at = cut.end
    return "".join((*parts, text[at:]))
