"""Mutation testing of the law: does some test notice each small change? Fails below the goals.

    python tools/mutants.py [--one-in N]

`decide.py`, `match.py`, `conditions/` and `semantics.py` are tried whole, the rest of `iam/` whole or by
every Nth mutant of each module. What was noticed is told by module, with the survivors' names.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
MUTANTS = ROOT / "mutants" / "src" / "xacct_guard" / "iam"
MUTMUT = Path(sys.executable).with_name("mutmut")
LAW = ("decide", "match", "conditions", "semantics")
GOALS = {"the law": 0.90, "the rest of iam": 0.80}
_SURVIVED, _UNCOVERED = 0, (5, 33)


def main() -> int:
    """Make the mutants, try them, tell what survived. 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--one-in", type=int, default=1, metavar="N")
    wanted = parser.parse_args().one_in
    run([f"xacct_guard.iam.{LAW[-1]}*"])  # the first run makes the mutants of every module
    run(list(chosen(wanted)))
    return told()


def run(names: list[str]) -> None:
    """Try the mutants of these names."""
    subprocess.run([MUTMUT, "run", "--max-children", "2", *names], cwd=ROOT, check=False)


def chosen(one_in: int) -> Iterator[str]:
    """Every mutant of the law, and every Nth of each other module."""
    for module, exits in modules():
        yield from sorted(exits)[:: 1 if group_of(module) == "the law" else one_in]


def modules() -> Iterator[tuple[str, Mapping[str, int | None]]]:
    """Each module of `iam/` with its mutants and how the tests ended on each, None where untried."""
    for file in sorted(MUTANTS.rglob("*.meta")):
        name = str(file.relative_to(MUTANTS)).removesuffix(".py.meta")
        yield name, json.loads(file.read_text())["exit_code_by_key"]


def group_of(module: str) -> str:
    """Which goal a module is held to."""
    return "the law" if module.partition("/")[0] in LAW else "the rest of iam"


def told() -> int:
    """Print the figures, module by module and by goal."""
    tried: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    for module, exits in modules():
        ended = {name: end for name, end in exits.items() if end is not None}
        alive = [n for n, end in ended.items() if end == _SURVIVED or end in _UNCOVERED]
        tried[group_of(module)] += len(ended)
        noticed[group_of(module)] += len(ended) - len(alive)
        if ended:
            print(f"{module:28} {len(ended) - len(alive):5} of {len(ended):5}", *alive)
    missed = False
    for group, goal in GOALS.items():
        share = noticed[group] / max(tried[group], 1)
        missed |= share < goal
        print(f"{group}: {noticed[group]} of {tried[group]} noticed, {share:.1%} (goal {goal:.0%})")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
