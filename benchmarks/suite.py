"""How long `make test` takes, and that it passes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

from .decisions import ROOT
from .figure import WHOLE, Figure, Scale, at_most

GOAL = 480
_ARGUMENTS = ("-m", "pytest", "-n", "auto", "--dist", "loadgroup", "-p", "no:cacheprovider")


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """Seconds by the clock; of a small scale only what would be run is collected."""
    more = () if scale == WHOLE else ("--collect-only", "tests/bench")
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *_ARGUMENTS, *more], cwd=ROOT, capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - began
    said = done.stdout.strip().splitlines()
    outcome = "all pass" if done.returncode == 0 else f"NOT ALL PASS: {said[-1] if said else ''}"
    yield Figure("make test", took, "s", at_most(GOAL), note=outcome)


BENCHMARK = figures
