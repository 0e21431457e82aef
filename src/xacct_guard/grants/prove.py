"""PROVE: are policies sufficient, necessary and contained? Answered by the same trace and the same law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..graph.access_graph import AccessGraph
from ..iam.decision import Verdict
from ..trace import AccessPath, Hop, trace
from .excess import Excess, Universe, excess_of, universe_of
from .spare import Spare, spares_of


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown of the policies of an estate.

    `lacking` are the requests that have to pass and are denied, `open` those of which that is not known;
    `spare` what no request needs,
    None where nobody asked; `excess` what is allowed and nobody is seen to do. `universe` is what the
    latter was looked for in: every one of its triples was decided, and nothing besides.
    """

    required: int
    lacking: tuple[Hop, ...]
    open: tuple[Hop, ...]
    spare: tuple[Spare, ...] | None
    excess: tuple[Excess, ...]
    universe: Universe

    @property
    def sufficient(self) -> bool:
        """Is no request denied that has to pass?"""
        return not self.lacking

    @property
    def contained(self) -> bool:
        """Is nothing allowed that nobody is seen to do?"""
        return not self.excess

    @property
    def necessary(self) -> bool | None:
        """Does some request need each element? None where nobody asked."""
        return None if self.spare is None else not self.spare


def prove(
    graph: AccessGraph, paths: tuple[AccessPath, ...] | None = None, *, necessary: bool = True
) -> Proof:
    """What the policies of the estate are worth; `paths` are traced where they are not given."""
    found = trace(graph) if paths is None else paths
    required = tuple(_each(hop for path in found for hop in path.hops))
    every = tuple(_each((*required, *(hop for path in found for hop in path.optional))))
    universe = universe_of(graph, every)
    return Proof(
        required=len(required),
        lacking=tuple(hop for hop in required if hop.decision.verdict.denied),
        open=tuple(hop for hop in required if hop.decision.verdict is Verdict.UNKNOWN),
        spare=tuple(spares_of(graph, every)) if necessary else None,
        excess=tuple(excess_of(graph, every, universe)),
        universe=universe,
    )


def _each(hops: Iterable[Hop]) -> Iterator[Hop]:
    """The hops, those that ask for the same under the same circumstances once."""
    seen: set[object] = set()
    for hop in hops:
        request = hop.decision.request
        same = (*hop.asked, request.resource, frozenset(request.context.values.items()))
        if same not in seen:
            seen.add(same)
            yield hop
