"""What a pipeline action asks for, with all that it drags along and sets going."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..graph.access_graph import AccessGraph
from ..graph.step import Start, Step
from ..services import implied
from ..started import steps_of


def followed(made: Iterable[Step | Start], graph: AccessGraph) -> Iterator[Step]:
    """The steps of an action with all they drag along, each once, in order."""
    seen: set[tuple[str, str, str, str | None]] = set()
    for step in _in_place(made, graph, frozenset()):
        for each in (step, *implied(step, graph)):
            same = (
                each.principal,
                each.action,
                each.resource,
                each.says if each.optional else None,
            )
            if same not in seen:
                seen.add(same)
                yield each


def _in_place(
    steps: Iterable[Step | Start], graph: AccessGraph, seen: frozenset[str]
) -> Iterator[Step]:
    """The steps, with those of everything they start in its place; each thing is followed once."""
    for step in steps:
        if isinstance(step, Step):
            yield step
        elif step.arn not in seen:
            seen |= {step.arn}
            yield from _in_place(steps_of(step, graph), graph, seen)
