"""What each rule takes of a run with all of them, on 2,000 published templates.

A rule is dear where it takes more than a tenth of the run. What several rules share is worked out for whichever
asks first, so facts are told by name beside the rules.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule.facts import Facts
from xacct_guard.rule.judge import judge
from xacct_guard.rule.rule import Turn
from xacct_guard.run import Options, model_of

from .estates import write
from .figure import WHOLE, Figure, Scale, at_most
from .published import MISSING, templates

SIZE, SHARE = 2000, 10
DEAREST = 5


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """The share of the dearest rules."""
    sources = templates()
    if not sources:
        yield Figure("the dearest rule", None, "% of the run", at_most(SHARE), note=MISSING)
        return
    gc.set_threshold(
        100_000, 50, 50
    )  # as the command has it: a collection falls on whichever rule is running
    size = scale.of(SIZE)
    with tempfile.TemporaryDirectory() as name:
        folder = write(sources, size, Path(name))
        began = time.process_time()
        model = model_of((folder,), Options())
        loaded = time.process_time() - began
        gc.disable()  # a collection of the whole estate would fall on whichever rule is running
        try:
            spent = _each(Facts(model.graph, model.paths))
        finally:
            gc.enable()
    whole = loaded + spent.total()
    told = (
        f"{size:,} templates: {loaded:.1f} s to load, link and trace, {spent.total():.1f} s for"
        f" {len(spent)} rules"
    )
    for rule, seconds in spent.most_common(DEAREST):
        share = seconds / whole * 100
        yield Figure(rule, share, "% of the run", at_most(SHARE), note=told)
        told = ""


def _each(facts: Facts) -> Counter[str]:
    spent: Counter[str] = Counter()
    for rule in catalogue():
        if rule.turn is not Turn.LAST:
            began = time.process_time()
            judge(facts, (rule,))
            spent[rule.id] = time.process_time() - began  # type: ignore[assignment]
    return spent


BENCHMARK = figures
