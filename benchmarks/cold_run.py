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


def measured(command: list[str]) -> tuple[float, float]:
    """Median wall seconds and peak memory in MiB of a command, over several processes."""
    seconds, memory, environment = [], 0.0, compiled()
    for _ in range(RUNS + 1):
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
    return statistics.median(seconds[1:]), memory


def rows() -> Iterator[str]:
    """One row for each command, with the multiple of the floor."""
    python = sys.executable
    files = [str(f) for f in sorted(SYSTEM.iterdir()) if f.suffix in (".yaml", ".json")]
    guard = [python, "-m", "xacct_guard"]
    bare, _ = measured([python, "-c", "pass"])
    floor, _ = measured([python, "-c", PARSE, *files])
    yield f"floor: python alone {bare:.3f} s; parsing these {len(files)} files {floor:.3f} s"
    for name, command in (
        ("--help", [*guard, "--help"]),
        ("check", [*guard, "check", str(SYSTEM)]),
        ("check --format json", [*guard, "check", str(SYSTEM), "--format", "json"]),
    ):
        seconds, memory = measured(command)
        yield f"{name}: {seconds:.3f} s, {memory:.0f} MiB, {seconds / floor:.1f} times the floor"


BENCHMARK = rows
