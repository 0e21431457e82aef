"""Of an account that is in several snapshots, the one that says most of it, and last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ...errors import XacctGuardError
from ...snapshot.read import Snapshot
from .unread import is_of_account, some


def passed_over(
    paths: Iterable[Path], assume: Callable[[str, str, str], None]
) -> Mapping[Path, frozenset[str]]:
    """The accounts of each snapshot that another one is asked about instead, which is put down.

    One that was collected whole goes before one that was not, then the one that was collected later, then
    the one that is named later.
    """
    said: dict[str, dict[Path, tuple[bool, str, int]]] = defaultdict(dict)
    for number, path in enumerate(paths):
        for account, (whole, when) in _accounts(path).items():
            said[account][path] = whole, when, number
    passed: dict[Path, dict[str, Path]] = defaultdict(dict)
    for account, those in sorted(said.items()):
        best = max(those, key=lambda path: those[path])
        for path in those:
            if path != best:
                passed[path][account] = best
    for path, instead in passed.items():
        names = " and ".join(f"`{best.name}`" for best in dict.fromkeys(instead.values()))
        about = f"what `{path.name}` says of {some(tuple(instead))}"
        assume(about, "passed over", f"{names} has it whole, or later")
    return {path: frozenset(instead) for path, instead in passed.items()}


def _accounts(path: Path) -> Mapping[str, tuple[bool, str]]:
    """Whether each account was collected whole, and when. A snapshot that cannot be read says nothing here."""
    try:
        with Snapshot(path) as snapshot:
            without = {row.account for row in snapshot.missing() if is_of_account(row)}
            return {
                each.id: (each.id not in without and bool(each.collected), each.collected or "")
                for each in snapshot.accounts()
            }
    except XacctGuardError:
        return {}
