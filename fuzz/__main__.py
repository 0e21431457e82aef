"""`python -m fuzz [TARGET…]`: run the targets one after the other; the exit code is 1 if one broke."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from .target import FOUND, ROOT, names, target_named

WHOLE = 300
"""Seconds for all of them, where nobody says how many each has."""


def main(wanted: list[str]) -> int:
    """Run these targets, or all."""
    if find_spec("atheris") is None:
        print("fuzz: atheris is not installed: `pip install -e .[fuzz]`", file=sys.stderr)
        return 2
    chosen = wanted or list(names())
    unknown = set(chosen) - set(names())
    if unknown:
        print(f"fuzz: no target {', '.join(sorted(unknown))}; one of {', '.join(names())}")
        return 2
    seconds = int(os.environ.get("FUZZ_SECONDS") or max(1, WHOLE // len(chosen)))
    broken = [name for name in chosen if _run(name, seconds)]
    print(f"{len(chosen)} targets, {seconds} s each; broken: {', '.join(broken) or 'none'}")
    return 1 if broken else 0


def _run(name: str, seconds: int) -> int:
    """One target in a process of its own, from its seeds; what breaks it is kept."""
    kept = FOUND / name
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        for number, data in enumerate(target_named(name).inputs()):
            (corpus / f"{number:04}").write_bytes(data)
        print(f"== {name}, {len(list(corpus.iterdir()))} seeds", flush=True)
        limits = (
            f"-max_total_time={seconds}",
            "-timeout=60",  # of a clock on the wall: what hangs; slow is told by the target itself
            "-rss_limit_mb=2000",
            "-max_len=60000",
            "-print_final_stats=1",
            f"-artifact_prefix={kept}/",
        )
        command = [sys.executable, "-m", "fuzz.run", name, *limits, folder]
        done = subprocess.run(command, check=False, cwd=ROOT)
    if not any(kept.iterdir()):
        kept.rmdir()
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
