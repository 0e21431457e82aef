"""What a pipeline action asks for, with all that it drags along and sets going."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from ..graph.access_graph import AccessGraph
from ..graph.step import Start, Step
from ..services import implied
from ..started import steps_of
from .objects import Objects


def followed(
    made: Iterable[Step | Start], graph: AccessGraph, objects: Objects, started: set[str]
) -> Iterator[Step]:
    """The steps of an action with all they drag along, each once, in order.

    `started` is filled with the ARNs of everything that is set going on the way.
    """
    seen: set[Hashable] = set()
    for step in _in_place(made, graph, frozenset(), started):
        for known in objects.known(step):
            for each in (known, *implied(known, graph)):
                if (same := _what_is_asked(each)) not in seen:
                    seen.add(same)
                    yield each


def _what_is_asked(step: Step) -> Hashable:
    """The request a step makes, as far as it decides: its context, and whence, belong to it."""
    words = step.says if step.optional else None
    context = frozenset(step.context.items())
    return step.principal, step.action, step.resource, context, step.stand, step.cannot, words


def _in_place(
    steps: Iterable[Step | Start], graph: AccessGraph, seen: frozenset[str], started: set[str]
) -> Iterator[Step]:
    """The steps, with those of everything they start in its place; each thing is followed once."""
    for step in steps:
        if isinstance(step, Step):
            yield step
        elif step.arn not in seen:
            seen |= {step.arn}
            started.add(step.arn)
            yield from _in_place(steps_of(step, graph), graph, seen, started)
