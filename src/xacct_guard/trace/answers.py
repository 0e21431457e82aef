"""Answers: what was decided of the steps of a graph. Many actions ask for the same, and all is walked twice."""

from __future__ import annotations

from collections.abc import Hashable

from ..graph.access_graph import AccessGraph
from ..graph.step import Step
from ..iam.decision import Decision
from .decide import answer


class Answers:
    """Each step decided once, however often it is made and however it is told."""

    def __init__(self, graph: AccessGraph) -> None:
        self._graph = graph
        self._known: dict[Hashable, Decision] = {}

    def of(self, step: Step) -> Decision:
        """Would AWS allow this step?"""
        asked = _what_decides(step)
        if asked not in self._known:
            self._known[asked] = answer(step, self._graph)
        return self._known[asked]


def _what_decides(step: Step) -> Hashable:
    """All of a step but how it is told, and what becomes of its refusal."""
    return (
        (step.principal, step.or_by, step.action, step.resource, step.account, step.region),
        *map(frozenset, (step.context.items(), step.absent, step.unknown)),
        (step.stand, step.key, step.local, step.cannot),
    )
