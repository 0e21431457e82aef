"""What an audit collected, for people and for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..snapshot.read import Snapshot
from ..snapshot.rows import Account, Missing

if TYPE_CHECKING:
    from ..collect.collect import Outcome

_MOST = 20
_NOT_ASKED = {"NotAsked", "AccountNotActive"}


@dataclass(frozen=True, slots=True)
class Collected:
    """What is in a snapshot, and what became of the accounts in this run."""

    outcome: Outcome
    accounts: tuple[Account, ...]
    documents: dict[str, int]
    missing: tuple[Missing, ...]

    @property
    def refused(self) -> tuple[Missing, ...]:
        """What could not be read of accounts that could be entered."""
        held = {account.id for account in self.accounts if account.collected}
        missing = (row for row in self.missing if row.account in held)
        return tuple(row for row in missing if row.error not in _NOT_ASKED)


def collected(path: Path, outcome: Outcome) -> Collected:
    """What is in the snapshot after a run."""
    with Snapshot(path) as snapshot:
        return Collected(
            outcome,
            tuple(snapshot.accounts()),
            dict(snapshot.counts()),
            tuple(snapshot.missing()),
        )


def in_words(of: Collected, saved: Path | None) -> str:
    """A summary that people can read."""
    return "\n".join(_lines(of, saved)) + "\n"


def as_json(of: Collected, saved: Path | None) -> str:
    """The same as JSON."""
    members = {
        "version": 1,
        "snapshot": str(saved) if saved else None,
        "seconds": round(of.outcome.seconds, 3),
        "accounts": {
            "collected": sorted(of.outcome.collected),
            "kept": sorted(of.outcome.kept),
            "skipped": sorted(of.outcome.skipped),
            "unreachable": {
                id: {"error": said.error, "message": said.message}
                for id, said in sorted(of.outcome.unreachable.items())
            },
        },
        "regions": sorted({region for account in of.accounts for region in account.regions}),
        "documents": of.documents,
        "missing": [
            {name: getattr(row, name) for name in Missing.__dataclass_fields__}
            for row in of.missing
        ],
    }
    return json.dumps(members, indent=2, ensure_ascii=False) + "\n"


def _lines(of: Collected, saved: Path | None) -> Iterator[str]:
    outcome = of.outcome
    regions = sorted({region for account in of.accounts for region in account.regions})
    whole = len(outcome.collected) + len(outcome.kept)
    kept = f" ({len(outcome.kept)} of them before)" if outcome.kept else ""
    total = sum(of.documents.values())
    yield (
        f"collected {_many(whole, 'account')}{kept} in {_many(len(regions), 'Region')}: "
        f"{_many(total, 'document')} in {outcome.seconds:.1f} s"
    )
    if saved:
        yield f"  in `{saved}`, which is sensitive and readable by you alone"
    yield from (f"  {count:>7}  {kind}" for kind, count in of.documents.items())
    for id, said in sorted(outcome.unreachable.items()):
        yield f"could not reach {id}: {said.error}: {said.message}"
    if outcome.skipped:
        yield f"skipped, not active: {', '.join(sorted(outcome.skipped))}"
    yield from _not_read(of.refused)


def _not_read(missing: tuple[Missing, ...]) -> Iterator[str]:
    if not missing:
        return
    yield "could not be read, so what depends on it is unknown:"
    each = Counter(
        (row.account, row.region or "global", row.kind or "everything", row.operation, row.error)
        for row in missing
    )
    for (account, region, kind, operation, error), count in each.most_common(_MOST):
        yield f"  {account} {region}: {kind}, {operation}: {error}" + (
            f" ({count})" if count > 1 else ""
        )
    if len(each) > _MOST:
        yield f"  and {len(each) - _MOST} more, in the snapshot's table `missing`"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
