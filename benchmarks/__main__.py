"""`make bench`: every figure in one table, beside its goal, the machine's own floor and its peers.

python -m benchmarks [--all] [NAME…] [--json FILE]

A benchmark is a file of this folder that exports `BENCHMARK`, a function that yields figures. What takes
minutes is left out unless it is named, or `--all` is; the table shows what it was when it was last measured.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from xacct_guard import catalogue

from .figure import WHOLE, Figure, Scale
from .record import Record, load, machine, read_records, write_records
from .table import notes, table

LONG = frozenset({"collecting", "enumeration", "organization", "suite"})
"""Those that take minutes."""
KEPT = Path(__file__).parents[1] / "bench.json"

Benchmark = Callable[[Scale], Iterator[Figure]]


def benchmarks() -> dict[str, Benchmark]:
    """Every benchmark by the name of its file."""
    found = catalogue.entries("benchmarks", "BENCHMARK")
    return {each.__module__.rpartition(".")[2]: each for each in found}


def measured(name: str, benchmark: Benchmark, scale: Scale = WHOLE) -> Record:
    """The figures of a benchmark, now and here."""
    busy, began, now = load(), time.perf_counter(), datetime.now(UTC)
    figures = tuple(benchmark(scale))
    about = (sys.modules[benchmark.__module__].__doc__ or "").splitlines()[0].rstrip(".")
    return Record(
        name,
        about,
        now.isoformat(timespec="seconds"),
        machine(),
        time.perf_counter() - began,
        figures,
        busy,
    )


def main(arguments: list[str]) -> int:
    """Measure what is asked for, keep it, print all there is. A goal that is missed is told, and no error."""
    asked = _asked(arguments)
    known = benchmarks()
    wanted = _wanted(asked.names, known, everything=asked.all)
    records = read_records(asked.json)
    for name in wanted:
        print(f"{name} ...", file=sys.stderr, flush=True)
        records[name] = measured(name, known[name])
        write_records(_in_order(records, known), asked.json)
    found = _in_order(records, known)
    print(table(found))
    for note in notes(found):
        print(f"- {note}")
    for name in sorted(known.keys() - set(wanted)):
        print(f"- {name} was left out: {_when(records.get(name))} (make bench ONLY={name})")
    print(_in_sum(found))
    return 0


def _in_sum(records: list[Record]) -> str:
    """How many goals are met, and which are not."""
    judged = [(one.name, each) for one in records for each in one.figures if each.met is not None]
    missed = [f"{name}, {each.name}" for name, each in judged if not each.met]
    met = f"{len(judged) - len(missed)} of {len(judged)} goals are met"
    return f"{met}; not: {'; '.join(missed)}" if missed else met


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks", description="measure, beside what should be"
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="these alone")
    parser.add_argument("--all", action="store_true", help="those that take minutes as well")
    parser.add_argument("--json", type=Path, default=KEPT, metavar="FILE", help="where to keep it")
    return parser.parse_args(arguments)


def _wanted(
    names: list[str], known: Mapping[str, Benchmark], *, everything: bool
) -> tuple[str, ...]:
    unknown = sorted(set(names) - known.keys())
    if unknown:
        raise SystemExit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}")
    if names:
        return tuple(name for name in known if name in names)
    return tuple(name for name in known if everything or name not in LONG)


def _in_order(records: Mapping[str, Record], known: Mapping[str, Benchmark]) -> list[Record]:
    """What is kept of the benchmarks that there are."""
    return [records[name] for name in known if name in records]


def _when(record: Record | None) -> str:
    return f"the figures are of {record.measured[:10]}" if record else "never measured here"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
