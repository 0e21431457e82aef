"""`make bench`: each figure beside the floor of the machine that measured it.

A benchmark is a file of this folder that exports `BENCHMARK`, a function that yields rows.
"""

from __future__ import annotations

import platform
import sys

from xacct_guard import catalogue

LONG = {"organization"}
"""Those that take minutes, and run when they are asked for by name."""


def main() -> int:
    """Run the benchmarks named on the command line, or all that are not long."""
    wanted = set(sys.argv[1:])
    print(f"python {platform.python_version()}, {platform.machine()}; medians of several runs")
    for benchmark in catalogue.entries("benchmarks", "BENCHMARK"):
        name = benchmark.__module__.rpartition(".")[2]
        if name not in wanted and (wanted or name in LONG):
            continue
        print(f"\n{name}: {(sys.modules[benchmark.__module__].__doc__ or '').splitlines()[0]}")
        for row in benchmark():
            print(f"  {row}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
