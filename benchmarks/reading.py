"""Reading the published templates, and resolving them, beside what PyYAML's C loader needs to compose them.

All three go over the same files in turn, several rounds, and keep what they make, as a run does; the
quickest round of each counts. Python looks for circles in what is kept as often as in a plain program,
and then as seldom as the command lets it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

import yaml

from xacct_guard.formats import Parameters
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.graph.model import Placement
from xacct_guard.read import read
from xacct_guard.span import Node, Source

from .figure import WHOLE, Figure, Scale, at_most
from .published import MISSING, templates

ROUNDS = 9
READING, RESOLVING = 1.2, 2.5
SELDOM = (100_000, 50, 50)  # what `cli.main` sets
_PLACE = Placement("111111111111", "us-east-1", "stack")


def _compose(source: Source) -> object:
    return yaml.compose(source.text, Loader=yaml.CSafeLoader)


def _read(source: Source) -> Node:
    return read(source, [])


def _resolve(source: Source) -> object:
    return FORMAT.open(_read(source), _PLACE, Parameters.of({}), lambda _name: None).parts()


def _quickest(
    verbs: tuple[Callable[[Source], object], ...], sources: list[Source], rounds: int
) -> list[float]:
    best = [float("inf")] * len(verbs)
    for _ in range(rounds):
        for index, verb in enumerate(verbs):
            gc.collect()
            began = time.process_time()
            kept = [verb(source) for source in sources]
            best[index] = min(best[index], time.process_time() - began)
            del kept
    return best


def figures(scale: Scale = WHOLE) -> Iterator[Figure]:
    """As multiples of what composing takes, for each way to look for circles."""
    sources = templates()
    if not sources:
        yield Figure("reading, times composing", None, "times", at_most(READING), note=MISSING)
        yield Figure("resolving, times composing", None, "times", at_most(RESOLVING), note=MISSING)
        return
    sources = sources[: scale.of(len(sources))]
    size = sum(len(source.text) for source in sources) / 1e6
    usual = gc.get_threshold()
    for name, threshold in (("as Python does", usual), ("as the command does", SELDOM)):
        gc.set_threshold(*threshold)
        verbs = (_compose, _read, _resolve)
        floor, reading, resolving = _quickest(verbs, sources, scale.of(ROUNDS))
        gc.set_threshold(*usual)
        told = f"{len(sources)} templates, {size:.1f} MB; composing takes {floor:.2f} s"
        one, other = f"reading, collecting {name}", f"reading and resolving, collecting {name}"
        yield Figure(one, reading / floor, "times", at_most(READING), note=told)
        yield Figure(other, resolving / floor, "times", at_most(RESOLVING))


BENCHMARK = figures
