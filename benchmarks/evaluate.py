"""`evaluate`: 20,000 lines under 100 sets of policies, in a process of its own, beside its peer.

The floor is a process that does nothing but parse each line and print an object for it. The peer
is `@cloud-copilot/iam-simulate` on the same file, where `tests/peer` has it installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .decisions import ROOT, evaluate, read_scenario
from .scenarios import LINES, SETS, scenarios, write

RUNS, GOAL = 3, 25_000
NAIVELY, BY_PEER = 300, 5_000
_SIMULATE = ROOT / "tests" / "peer" / "simulate.mjs"
_PEER = ROOT / ".tools" / "peer"

_FLOOR = """
import json, sys
for line in sys.stdin.buffer:
    sys.stdout.write(json.dumps({"id": json.loads(line)["id"]}) + "\\n")
"""


_PEAK = """
import sys
from xacct_guard.cli import main
main(sys.argv[1:])
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(status["VmHWM"].split()[0], file=sys.stderr)
"""


def measured(command: list[str], file: Path, runs: int = RUNS) -> tuple[float, float]:
    """Processor and wall seconds of the quickest of several runs."""
    best = (float("inf"), float("inf"))
    for _ in range(runs):
        began = time.perf_counter()
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, str(file), os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        ]
        child = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
        _, status, usage = os.wait4(child, 0)
        assert status == 0, command
        spent = usage.ru_utime + usage.ru_stime
        best = min(best, (spent, time.perf_counter() - began))
    return best


def peak(file: Path) -> str:
    """Peak memory of `evaluate`, as its own process has it (`ru_maxrss` has the parent's, too)."""
    command = [sys.executable, "-c", _PEAK, "evaluate"]
    with file.open() as lines:
        done = subprocess.run(
            command, stdin=lines, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
        )
    return f"{int(done.stderr) / 1024:.0f} MiB"


def naive_pace() -> float:
    """Scenarios a second of the naive evaluator, reading included."""
    written = list(map(json.dumps, scenarios(NAIVELY, SETS)))
    began = time.process_time()
    for line in written:
        scenario = read_scenario(json.loads(line))
        evaluate(scenario.request, scenario.layers, scenario.semantics)
    return NAIVELY / (time.process_time() - began)


def peer_pace(file: Path, lines: int, one: Path) -> float | None:
    """Lines a second of processor time of the peer; None where it is not installed.

    `one` holds a single line: what the peer takes for it is its start, which is not counted.
    """
    if not shutil.which("node") or not (_PEER / "node_modules").is_dir():
        return None
    command = ["node", str(_SIMULATE), str(_PEER), "3000"]
    start, _ = measured(command, one, runs=2)
    spent, _ = measured(command, file, runs=2)
    return lines / (spent - start)


def rows() -> Iterator[str]:
    """Lines a second, with and without trace, and whether memory stays flat."""
    guard = [sys.executable, "-m", "xacct_guard", "evaluate"]
    naive = naive_pace()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peer = peer_pace(
            write(folder / "many.ndjson", BY_PEER, SETS),
            BY_PEER,
            write(folder / "one.ndjson", 1, 1),
        )
        file = write(folder / "scenarios.ndjson")
        megabytes = file.stat().st_size / 1e6
        floor, _ = measured([sys.executable, "-c", _FLOOR], file)
        yield f"floor: {LINES / floor:,.0f} lines/s to parse {megabytes:.0f} MB, print as many lines"
        if peer is None:
            yield "the peer is not installed: no comparison"
        for what, command in (("evaluate", guard), ("evaluate --trace", [*guard, "--trace"])):
            spent, wall = measured(command, file)
            pace = LINES / spent
            beside = f"{pace / peer:,.0f} times the peer's {peer:,.0f}/s, " if peer else ""
            yield (
                f"{what}: {pace:,.0f} lines/s of processor time (goal {GOAL:,}), "
                f"{LINES / wall:,.0f}/s by the clock, {beside}{pace / naive:,.0f} times the naive "
                f"evaluator's {naive:,.0f}/s, {spent / floor:.1f} times the floor, {peak(file)}"
            )
        file = write(folder / "long.ndjson", 5 * LINES, SETS)
        spent, _ = measured(guard, file, runs=1)
        yield f"five times as many lines: {5 * LINES / spent:,.0f} lines/s, {peak(file)}"
        file = write(folder / "distinct.ndjson", LINES // 10, LINES // 10)
        spent, _ = measured(guard, file, runs=1)
        yield f"no policies twice: {LINES / 10 / spent:,.0f} lines/s, {peak(file)}"


BENCHMARK = rows
