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
from .figure import WHOLE, Figure, Floor, Scale, at_least, at_most
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


def peak(file: Path) -> float:
    """Peak memory in MiB of `evaluate`, as its own process has it (`ru_maxrss` has the parent's, too)."""
    command = [sys.executable, "-c", _PEAK, "evaluate"]
    with file.open() as lines:
        done = subprocess.run(
            command, stdin=lines, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
        )
    return int(done.stderr) / 1024


def naive_pace(lines: int = NAIVELY) -> float:
    """Scenarios a second of the naive evaluator, reading included."""
    written = list(map(json.dumps, scenarios(lines, SETS)))
    began = time.process_time()
    for line in written:
        scenario = read_scenario(json.loads(line))
        evaluate(scenario.request, scenario.layers, scenario.semantics)
    return lines / (time.process_time() - began)


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


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """Lines a second, with and without trace, and whether memory stays flat."""
    guard = [sys.executable, "-m", "xacct_guard", "evaluate"]
    naive, lines, runs = naive_pace(scale.of(NAIVELY)), scale.of(LINES), scale.of(RUNS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peer = _beside(folder, scale.of(BY_PEER, 2))
        file = write(folder / "scenarios.ndjson", lines)
        spent, _ = measured([sys.executable, "-c", _FLOOR], file, runs)
        floor = Floor("each line parsed, one printed", lines / spent)
        beside = {"iam-simulate": peer, "naive evaluator": naive}
        for what, command in (("evaluate", guard), ("evaluate --trace", [*guard, "--trace"])):
            spent, wall = measured(command, file, runs)
            pace, told = lines / spent, f"{lines / wall:,.0f}/s by the clock"
            yield Figure(f"{what}, lines", pace, "/s", at_least(GOAL), floor, beside, told)
            times = pace / peer if peer else None
            missing = "" if peer else "iam-simulate is not installed here (make differential)"
            yield Figure(f"{what}, times iam-simulate", times, "times", at_least(10), note=missing)
        short = peak(file)
        file = write(folder / "long.ndjson", 5 * lines, SETS)
        spent, _ = measured(guard, file, runs=1)
        yield Figure("evaluate, five times as many lines", 5 * lines / spent, "/s")
        more = peak(file) - short
        yield Figure("evaluate, memory for five times as many lines", more, "MiB more", at_most(4))
        few = scale.of(LINES // 10)
        file = write(folder / "distinct.ndjson", few, few)
        spent, _ = measured(guard, file, runs=1)
        yield Figure("evaluate, no policies twice", few / spent, "/s")


def _beside(folder: Path, lines: int) -> float | None:
    """The peer's pace on such lines."""
    many = write(folder / "many.ndjson", lines, SETS)
    return peer_pace(many, lines, write(folder / "one.ndjson", 1, 1))


BENCHMARK = figures
