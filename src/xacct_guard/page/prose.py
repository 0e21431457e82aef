"""Prose: a sentence of a report, and counts in words, as markup."""

from __future__ import annotations

from .markup import Markup, joined, tag


def prose(said: str) -> Markup:
    """A sentence; what stands in backticks becomes code."""
    parts = said.split("`")
    if len(parts) % 2 == 0:
        return joined((said,))
    return joined(
        tag("code", each) if index % 2 else each for index, each in enumerate(parts) if each
    )


def several(count: int, noun: str) -> str:
    """How many of what: `1 finding`, `2 findings`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
