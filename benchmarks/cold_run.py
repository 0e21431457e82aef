"""A cold process: `--help`, and a whole `check` of the three-account system.

The floor beside them is this machine's own: starting Python, and parsing the same YAML and JSON
files with PyYAML's C loader in a process that does nothing else.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .figure import WHOLE, Figure, Floor, Scale, at_most

ROOT = Path(__file__).parents[1]
SYSTEM = ROOT / "fixtures" / "systems" / "three-account-codepipeline" / "corrected"
RUNS = 7

PARSE = """
import sys, yaml
class Loader(yaml.CSafeLoader): pass
Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
for name in sys.argv[1:]:
    yaml.load(open(name, encoding="utf-8"), Loader)
"""


def compiled() -> dict[str, str]:
    """The environment of a program that is installed: its modules are compiled once, not in each run."""
    ours = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return ours | {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "xacct-guard-bench")}


def measured(command: list[str], runs: int = RUNS) -> tuple[float, float]:
    """Median wall seconds and peak memory in MiB of a command, over several processes (and one to warm up)."""
    seconds, memory, environment = [], 0.0, compiled()
    for _ in range(runs + 1 if runs > 1 else 1):
        began = time.perf_counter()
        child = os.posix_spawn(
            command[0],
            command,
            environment,
            file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
        )
        _, _, usage = os.wait4(child, 0)
        seconds.append(time.perf_counter() - began)
        memory = max(memory, usage.ru_maxrss / 1024)
    return statistics.median(seconds[1:] or seconds), memory


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """Each command's seconds, and the memory of a check."""
    python, runs = sys.executable, scale.of(RUNS)
    files = [str(f) for f in sorted(SYSTEM.iterdir()) if f.suffix in (".yaml", ".json")]
    guard = [python, "-m", "xacct_guard"]
    bare, _ = measured([python, "-c", "pass"], runs)
    parsing, _ = measured([python, "-c", PARSE, *files], runs)
    floor = Floor(f"PyYAML parses these {len(files)} files", parsing)
    seconds, _ = measured([*guard, "--help"], runs)
    yield Figure("--help", seconds, "s", at_most(0.15), Floor("Python alone", bare))
    seconds, memory = measured([*guard, "check", str(SYSTEM)], runs)
    yield Figure("check of three accounts, cold", seconds, "s", at_most(0.6), floor)
    yield Figure("check of three accounts, memory", memory, "MiB", at_most(150))
    seconds, _ = measured([*guard, "check", str(SYSTEM), "--format", "json"], runs)
    yield Figure("check --format json, cold", seconds, "s", at_most(0.6), floor)


BENCHMARK = figures
