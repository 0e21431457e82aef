"""A commit hook on one changed template of the three-account system, the whole system linked.

The time that pre-commit itself takes to start is told beside it, and does not count.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from .cold_run import ROOT, RUNS, measured
from .figure import WHOLE, Figure, Floor, Scale, at_most

SYSTEM = ROOT / "fixtures" / "systems" / "three-account-codepipeline" / "corrected"
GOAL = 0.5


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """The hook's command, and the start of pre-commit."""
    python, runs = sys.executable, scale.of(RUNS)
    bare, _ = measured([python, "-c", "pass"], runs)
    command = [python, "-m", "xacct_guard", "check", str(SYSTEM / "shared.yaml")]
    seconds, _ = measured(command, runs)
    floor = Floor("Python alone", bare)
    yield Figure("hook on one changed template, all linked", seconds, "s", at_most(GOAL), floor)
    started = Path(python).with_name("pre-commit")
    if started.exists():
        own, _ = measured([str(started), "--version"], runs)
        yield Figure("pre-commit's own start, not counted", own, "s")


BENCHMARK = figures
