"""PASSED OVER: what lies in a given folder and is no part of the estate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from ..own_folder import is_written_here
from .reading import Reading

_WORKFLOWS = (".github", "workflows")
_NAMES = frozenset({"node_modules", "__pycache__"})


def looked_at(found: Iterable[Path], folder: Path, reading: Reading) -> Iterator[Path]:
    """What was found in a folder that somebody gave, but for what is hidden, is of others, or was generated.

    Generated policies beside the templates that they are to replace would be taken for deployed as well:
    they count where they are given by name, or named by the configuration.
    """

    @cache
    def is_generated(inside: Path) -> bool:
        if inside == folder:
            return False
        if is_generated(inside.parent):
            return True
        if not is_written_here(inside):
            return False
        why = "`generate` wrote it: give it by name to have it read"
        reading.assume(f"folder {inside}", "not deployed", why)
        return True

    for path in found:
        if not _is_hidden(path.relative_to(folder).parts) and not is_generated(path.parent):
            yield path


def _is_hidden(parts: tuple[str, ...]) -> bool:
    if parts[:-1] == _WORKFLOWS:
        return False
    return any(part.startswith(".") or part in _NAMES for part in parts)
