"""`make performance`: docs/performance.md, written from what the benchmarks kept (`bench.json`)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.record import Record, read_records
from benchmarks.table import notes, table

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
_ABOUT = """\
# Performance

<!-- written by tools/performance.py: make bench ALL=1 && make performance -->

What `make bench ALL=1` measured last. *Floor* is what the same machine needed, in the same minute, for the
least there is to do, and in brackets how many times that the figure is: it tells a slow machine from a slow
program. *Peers* were measured in the same run, in the same unit, where they can be installed. *Met* is worked
out from the figure and its goal, and goals are not changed to fit.
"""


def page(records: list[Record]) -> str:
    """The page: how to read it, the machine, the table, and what there is to say beside the numbers."""
    parts = [
        _ABOUT,
        "## Where it ran\n",
        *(f"- {line}" for line in (*_machines(records), *_load(records))),
        "\n## Figures\n",
        table(records),
        "\n## Beside the numbers\n",
        *(f"- {note}" for note in notes(records)),
    ]
    return "\n".join(parts) + "\n"


def _machines(records: list[Record]) -> list[str]:
    """Each machine with what ran on it, if it was not all on one."""
    machines = dict.fromkeys(each.machine for each in records)
    if len(machines) == 1:
        return [*machines]
    ran = {one: ", ".join(r.name for r in records if r.machine == one) for one in machines}
    return [f"{machine}: {names}" for machine, names in ran.items()]


def _load(records: list[Record]) -> Iterator[str]:
    """How busy the machine was with other work, where that is known."""
    known = [each.load for each in records if each.load is not None]
    if known:
        yield f"at work already when a benchmark began: {min(known)} to {max(known)} processes"


def main() -> int:
    """Write the page; 2 where nothing was measured."""
    records = list(read_records(ROOT / "bench.json").values())
    if not records:
        print("nothing was measured here: make bench ALL=1", file=sys.stderr)
        return 2
    PAGE.write_text(page(records), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
