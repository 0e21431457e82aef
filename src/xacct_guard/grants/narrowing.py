"""Narrowing: what generated policies allow, beside what those allow that they replace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..graph.access_graph import AccessGraph
from ..trace import AccessPath
from .alone import alone
from .generate import Generated
from .triples import Pair, classes_of, triples_of


class Narrowing(NamedTuple):
    """A principal, and how many triples the policies in force and the generated ones allow it."""

    principal: str
    in_force: int
    generated: int


def narrowing(
    graph: AccessGraph, paths: Iterable[AccessPath], policies: Iterable[Generated]
) -> tuple[Narrowing, ...]:
    """What becomes of each principal: of all policies of the roles and resources that get new ones."""
    given = tuple(policies)
    carriers = frozenset(one.attached_to for one in given)
    classes = classes_of(graph, paths)
    return beside(
        triples_of(graph, classes, carriers), triples_of(alone(graph, given), classes, carriers)
    )


def beside(
    in_force: Mapping[str, frozenset[Pair]], generated: Mapping[str, frozenset[Pair]]
) -> tuple[Narrowing, ...]:
    """The principals of both, widest first."""
    rows = (
        Narrowing(who, len(in_force.get(who, ())), len(generated.get(who, ())))
        for who in {*in_force, *generated}
    )
    return tuple(sorted(rows, key=lambda row: (-row.in_force, -row.generated, row.principal)))


def smaller_by(in_force: int, generated: int) -> float | None:
    """By which part of one hundred the second is smaller; None where there was nothing."""
    return 100 * (1 - generated / in_force) if in_force else None
