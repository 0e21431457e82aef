"""How much policies allow before and after, as plain values and as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...grants.narrowing import Narrowing, smaller_by
from ...iam.symbol import shown
from ...report.json import Members


def narrowing_members(rows: Sequence[Narrowing]) -> Members:
    """Triples of principal, action and class of resource: of each principal, and of all."""
    return {
        "counted": "triples of principal, action and class of resource",
        "in_force": sum(row.in_force for row in rows),
        "generated": sum(row.generated for row in rows),
        "principals": [
            {
                "principal": shown(row.principal),
                "in_force": row.in_force,
                "generated": row.generated,
            }
            for row in rows
        ],
    }


def narrowing_in_words(rows: Sequence[Narrowing], *, verbose: bool) -> Iterator[str]:
    """A line for all; `verbose` adds one for each principal."""
    if not rows:
        return
    before, after = sum(row.in_force for row in rows), sum(row.generated for row in rows)
    yield (
        f"triples of principal, action and class of resource: {_change(before, after)}"
        f"{'' if verbose else ' (--verbose shows each principal)'}"
    )
    for row in rows if verbose else ():
        yield f"  `{shown(row.principal)}`: {_change(row.in_force, row.generated)}"


def _change(before: int, after: int) -> str:
    part = smaller_by(before, after)
    by = f" ({-part:+.1f} %)" if part else ""
    return f"in force {before}, generated {after}{by}"
