"""How long it takes to load and judge the organization with all rules, and whether what is planted is found.

Each size is judged in a process of its own: python -m benchmarks.organization.pace FILE ACCOUNTS ROLES SEED
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from xacct_guard.check import Options, check

from .layout import Layout
from .planted import Garden
from .write import write

SIZES, ROLES, SEED = (250, 500, 1000), 100, 1
SECONDS, MEMORY, GROWTH = 120, 2048, 1.15
EVERY_RULE = Options(packs=("audit",), ignore=("unneeded-statement",))
"""What no pipeline needs is nearly everything, in accounts that do something else as well."""


def rows(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """One row for each size: its time, set against that of the smallest, and what was not found as planted."""
    first = 0.0
    for accounts in sizes:
        with TemporaryDirectory() as folder:
            layout, file = Layout(accounts, ROLES, SEED), Path(folder) / "snapshot"
            write(layout, file, Garden(layout))
            took, peak, said = _measured(layout, file)
        each = took / accounts
        first = first or each
        yield (
            f"{accounts:,} accounts x {ROLES} roles: {took:.0f} s (goal {SECONDS} for 1,000),"
            f" {each / first:.2f} times what the smallest takes for each (goal {GROWTH}),"
            f" largest process {peak:.0f} MiB (goal {MEMORY} for all)"
        )
        yield f"  planted {said['planted']}, missing {said['missing']}, extra {said['extra']}"


def _measured(layout: Layout, file: Path) -> tuple[float, float, dict[str, int]]:
    """Wall seconds, MiB of the largest process, and what was said."""
    numbers = map(str, (layout.accounts, layout.roles, layout.seed))
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", __name__, str(file), *numbers], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    said = json.loads(child.stdout.read())
    _, _, usage = os.wait4(child.pid, 0)
    return time.perf_counter() - began, usage.ru_maxrss / 1024, said


def judge(file: Path, layout: Layout) -> dict[str, int]:
    """How much was planted, and how much of it was not found, or found where nothing was planted."""
    garden = Garden(layout)
    judged = garden.judged(check((file,), EVERY_RULE).report)
    return {
        "planted": len(garden.planted),
        "missing": len(judged.missing),
        "extra": len(judged.extra),
    }


if __name__ == "__main__":
    print(json.dumps(judge(Path(sys.argv[1]), Layout(*map(int, sys.argv[2:])))))
