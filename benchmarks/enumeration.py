"""Comparing 5,000 drawn pairs of policies against every request of a small universe.

A disagreement, or a witness that the engine does not confirm, ends the run: what is left to count is how often
nobody can tell.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from .decisions import ROOT
from .figure import WHOLE, Figure, Scale, at_most

PAIRS = 5_000


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """The share of pairs of which it cannot be told whether there is new access."""
    sys.path.insert(0, str(ROOT / "tests" / "iam" / "compare"))
    from test_enumeration import compared_as_enumerated

    pairs = scale.of(PAIRS)
    answers = compared_as_enumerated(pairs, derandomize=False)
    told = f"{answers['Witness']} witnesses and {answers['NoNewAccess']} proofs, none contradicted"
    unsure = 100 * answers["CannotTell"] / pairs
    yield Figure(f"{pairs:,} pairs, cannot be told", unsure, "%", at_most(2), note=told)


BENCHMARK = figures
