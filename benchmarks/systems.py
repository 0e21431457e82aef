"""The five reference systems, corrected, simulated in one cold process, and each in one of its own.

The floor is what PyYAML's C loader needs to parse the same YAML and JSON files in a cold process.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from .cold_run import PARSE, ROOT, measured

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


def rows() -> Iterator[str]:
    """All together, then one by one."""
    python = sys.executable
    files = [
        str(file)
        for system in SYSTEMS
        for file in sorted(system.rglob("*"))
        if file.suffix in (".yaml", ".json")
    ]
    floor, _ = measured([python, "-c", PARSE, *files])
    yield f"floor: parsing their {len(files)} files {floor:.3f} s"
    seconds, memory = measured([python, "-c", _ALL, *map(str, SYSTEMS)])
    yield (
        f"{len(SYSTEMS)} systems in one cold process: {seconds:.2f} s (goal {GOAL:.0f}),"
        f" {memory:.0f} MiB, {seconds / floor:.1f} times the floor"
    )
    for system in SYSTEMS:
        command = [python, "-m", "xacct_guard", "simulate", str(system), "--format", "json"]
        seconds, memory = measured(command)
        yield f"simulate {system.parent.name}: {seconds:.2f} s, {memory:.0f} MiB"


BENCHMARK = rows
