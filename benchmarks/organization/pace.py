"""How long it takes to load and judge the organization with all rules, and whether what is planted is found.

Each size is judged by a process of its own, and those that it begins:
python -m benchmarks.organization.pace FILE ACCOUNTS ROLES SEED [WHO], where WHO is a number of processes, or
the address of a Dask cluster. Other sizes: python -m benchmarks.organization.pace ACCOUNTS…
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from xacct_guard import collector
from xacct_guard.report import Options as Look
from xacct_guard.report.json import render
from xacct_guard.run import Options, check
from xacct_guard.snapshot.read import Snapshot
from xacct_guard.spread.cluster import on_cluster
from xacct_guard.spread.workers import cores

from ..figure import Figure, Floor, at_most
from ..table import number
from .dask_workers import dask_workers
from .layout import Layout
from .memory import watched
from .planted import Garden
from .write import write

_THIS = "benchmarks.organization.pace"
SIZES, ROLES, SEED = (250, 500, 1000), 100, 1
SECONDS, MEMORY, GROWTH = 120, 2048, 1.15
SAME, WORKERS = 50, 2
"""So many accounts are judged by so many Dask workers, too: the report has to be the same."""
EVERY_RULE = Options(packs=("audit",), ignore=("unneeded-statement",))
"""What no pipeline needs is nearly everything, in accounts that do something else as well."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Wall and processor seconds, MiB and number of all processes together, and what was said."""

    wall: float
    processor: float
    mib: float
    processes: int
    said: dict[str, int | str]


def figures(sizes: tuple[int, ...] = SIZES) -> Iterator[Figure]:
    """For each size its time, set against that of the smallest, and what was not found as planted."""
    first = 0.0
    for accounts in sizes:
        with _written(accounts) as (layout, file):
            least, found = _floor(file), _measured(layout, file, str(cores()))
        first = first or found.wall / accounts
        yield from _of_size(accounts, found, least, found.wall / accounts / first)
    yield from _with_dask()


def _of_size(accounts: int, found: Pace, least: float, growth: float) -> Iterator[Figure]:
    """Seconds, memory, growth, and how well what is planted is found."""
    name = f"{accounts:,} accounts x {ROLES} roles"
    whole = accounts == SIZES[-1]
    told = f"{found.processor:.0f} s of processor, {found.processes} processes"
    floor = Floor("one process reads every document", least)
    seconds, memory = (at_most(SECONDS), at_most(MEMORY)) if whole else (None, None)
    yield Figure(name, found.wall, "s", seconds, floor, note=told)
    yield Figure(f"{name}, all processes", found.mib, "MiB", memory)
    if accounts != SIZES[0]:
        yield Figure(f"{name}, an account, of the smallest", growth, "times", at_most(GROWTH))
    for what in ("missing", "extra"):
        told = f"{found.said['planted']} faults and near misses planted"
        yield Figure(f"{name}, planted: {what}", float(found.said[what]), "", at_most(0), note=told)


def _with_dask() -> Iterator[Figure]:
    """One process, processes of this machine, and Dask workers say the same."""
    name = f"{SAME} accounts: reports by 1 process, {WORKERS} processes, {WORKERS} Dask workers"
    if find_spec("distributed") is None:
        lacks = "the extra `cluster` is not installed"
        yield Figure(name, None, "different", at_most(1), note=lacks)
        return
    with _written(SAME) as (layout, file), dask_workers(WORKERS) as address:
        found = {who: _measured(layout, file, who) for who in ("1", str(WORKERS), address)}
    digests = {each.said["digest"] for each in found.values()}
    times = ", ".join(f"{each.wall:.0f} s" for each in found.values())
    yield Figure(name, len(digests), "different", at_most(1), note=times)


@contextmanager
def _written(accounts: int) -> Iterator[tuple[Layout, Path]]:
    """An organization in a file that is gone afterwards."""
    with TemporaryDirectory() as folder:
        layout, file = Layout(accounts, ROLES, SEED), Path(folder) / "snapshot"
        write(layout, file, Garden(layout))
        yield layout, file


def _floor(file: Path) -> float:
    """Seconds in which every document is read and parsed, once."""
    began = time.process_time()
    with Snapshot(file) as snapshot:
        for _ in snapshot.documents():
            pass
    return time.process_time() - began


def _measured(layout: Layout, file: Path, who: str) -> Pace:
    numbers = map(str, (layout.accounts, layout.roles, layout.seed))
    command = [sys.executable, "-m", _THIS, str(file), *numbers, who]
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with watched(child.pid) as peak:
        said = json.loads(child.stdout.read())
        _, _, usage = os.wait4(child.pid, 0)  # with those that it has waited for
    wall = time.perf_counter() - began
    return Pace(wall, usage.ru_utime + usage.ru_stime, peak.mib, peak.processes, said)


def judge(file: Path, layout: Layout, who: str) -> dict[str, int | str]:
    """How much was planted, how much of it was not found or found elsewhere, and the report's digest."""
    collector.look_rarely()  # as the command does
    garden, jobs = Garden(layout), int(who) if who.isdigit() else 1
    hire = None if who.isdigit() else partial(on_cluster, who)
    report = check((file,), replace(EVERY_RULE, jobs=jobs), hire).report
    assert not report.failures, report.failures[0]
    judged = garden.judged(report)
    return {
        "planted": len(garden.planted),
        "missing": len(judged.missing),
        "extra": len(judged.extra),
        "digest": hashlib.sha256(render(report, Look()).encode()).hexdigest(),
    }


def main(arguments: list[str]) -> None:
    """Judge one file, or print the figures of some sizes."""
    if arguments and not arguments[0].isdigit():
        file, accounts, roles, seed, who = arguments
        print(json.dumps(judge(Path(file), Layout(int(accounts), int(roles), int(seed)), who)))
        return
    for each in figures(tuple(map(int, arguments)) or SIZES):
        print(f"{each.name}: {number(each.value or 0)} {each.unit}  {each.note}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
