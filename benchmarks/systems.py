"""The five reference systems, corrected, simulated in one cold process, and each in one of its own.

The floor is what PyYAML's C loader needs to parse the same YAML and JSON files in a cold process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from .cold_run import PARSE, ROOT, RUNS, measured
from .figure import WHOLE, Figure, Floor, Scale, at_most

GOAL = 2.0
SYSTEMS = sorted((ROOT / "fixtures" / "systems").glob("*/corrected"))
_ALL = """
import sys
from pathlib import Path
from xacct_guard.run import Options, check
for folder in map(Path, sys.argv[1:]):
    report = check((folder,), Options(config=folder / "xacct-guard.yaml")).report
    assert report.pipelines and not report.failures
"""


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """All together, then one by one."""
    python, runs = sys.executable, scale.of(RUNS)
    systems = SYSTEMS[: scale.of(len(SYSTEMS))]
    files = [
        str(file)
        for system in systems
        for file in sorted(system.rglob("*"))
        if file.suffix in (".yaml", ".json")
    ]
    parsing, _ = measured([python, "-c", PARSE, *files], runs)
    floor = Floor(f"PyYAML parses their {len(files)} files", parsing)
    seconds, memory = measured([python, "-c", _ALL, *map(str, systems)], runs)
    name = f"{len(systems)} systems in one cold process"
    yield Figure(name, seconds, "s", at_most(GOAL), floor, note=f"{memory:.0f} MiB")
    for system in systems:
        command = [python, "-m", "xacct_guard", "simulate", str(system), "--format", "json"]
        seconds, _ = measured(command, runs)
        yield Figure(f"simulate {system.parent.name}, cold", seconds, "s")


BENCHMARK = figures
