"""python -m benchmarks.organization --accounts 50 --roles 100 --seed 1 --write FILE"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from .layout import Layout
from .planted import Garden
from .write import write


def main() -> None:
    given = argparse.ArgumentParser(description="write a synthetic organization into a snapshot")
    given.add_argument("--accounts", type=int, default=50)
    given.add_argument("--roles", type=int, default=100)
    given.add_argument("--seed", type=int, default=0)
    given.add_argument("--every", type=int, default=10, help="one in so many has a pipeline")
    given.add_argument("--write", type=Path, required=True, metavar="FILE")
    given.add_argument("--clean", action="store_true", help="plant no faults")
    asked = given.parse_args()
    began = time.perf_counter()
    layout = Layout(asked.accounts, asked.roles, asked.seed, asked.every)
    write(layout, asked.write, None if asked.clean else Garden(layout))
    size = asked.write.stat().st_size / 1e6
    print(f"{asked.write}: {size:.0f} MB in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
