"""A commit hook on one changed template of the three-account system, the whole system linked.

The time that pre-commit itself takes to start is told beside it, and does not count.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from .cold_run import ROOT, measured

SYSTEM = ROOT / "fixtures" / "systems" / "three-account-codepipeline" / "corrected"
GOAL = 0.5


def rows() -> Iterator[str]:
    """The hook's command, and the start of pre-commit."""
    python = sys.executable
    bare, _ = measured([python, "-c", "pass"])
    yield f"floor: python alone {bare:.3f} s"
    seconds, memory = measured([python, "-m", "xacct_guard", "check", str(SYSTEM / "shared.yaml")])
    yield f"check of one template: {seconds:.3f} s (goal {GOAL} s), {memory:.0f} MiB"
    started = Path(python).with_name("pre-commit")
    if started.exists():
        own, _ = measured([str(started), "--version"])
        yield f"pre-commit's own start, not counted: {own:.3f} s"


BENCHMARK = rows
