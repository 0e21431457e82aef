"""Did you mean: the known name nearest to one that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(name: str, known: Iterable[str]) -> str | None:
    """Help for an unknown name: the nearest known one, or all of a few."""
    names = tuple(known)
    by_case = [other for other in names if other.lower() == name.lower()]
    if found := by_case or get_close_matches(name, names, n=1):
        return f"did you mean `{found[0]}`?"
    if 0 < len(names) <= 6:
        return "there are " + ", ".join(f"`{other}`" for other in names)
    return None
