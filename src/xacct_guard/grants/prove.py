"""PROVE: are policies sufficient, necessary and contained? Answered by the same trace and the same law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..graph.access_graph import AccessGraph
from ..iam.compare import CannotTell, Witness
from ..iam.decision import Verdict
from ..trace import AccessPath, Hop, trace
from .against import Against
from .asked import Asked
from .breadth import Breadth, breadths_of
from .circumstances import Looser, looser_of
from .contained import Containing, Containment
from .excess import Excess, Universe, excess_of, universe_of
from .spare import Spare, spares_of


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown of the policies of an estate; `hops` are all requests that its paths make.

    `lacking` are the requests that have to pass and are denied, `open` those of which that is not known;
    `spare` what no request needs, None where nobody asked. Each of `containments` is proved over all
    requests, refuted or open. `excess` is what is allowed beside what is asked for among the triples of
    `universe`, of which every one was decided, but for what hangs on policies that nobody gave; `broad`
    are the entries that stand for more than what is asked for. `looser` are requests of the paths that
    pass in other circumstances, too: they count for nothing, since who does what on what is asked for all
    the same. `beside` is what policies that could replace those in force change, where there are both.
    """

    hops: tuple[Hop, ...]
    required: int
    lacking: tuple[Hop, ...]
    open: tuple[Hop, ...]
    spare: tuple[Spare, ...] | None
    excess: tuple[Excess, ...]
    universe: Universe
    containments: tuple[Containment, ...]
    broad: tuple[Breadth, ...]
    looser: tuple[Looser, ...]
    beside: Against | None = None

    @property
    def sufficient(self) -> bool | None:
        """Does every request pass that has to? None where none is denied, and of some it is not known."""
        return False if self.lacking else None if self.open else True

    @property
    def contained(self) -> bool | None:
        """Is nothing allowed that nobody is seen to do? None where that cannot be told."""
        if self.excess or self.beyond:
            return False
        return None if self.untold else True

    @property
    def beyond(self) -> tuple[Containment, ...]:
        """What makes a request possible that nobody is seen to make."""
        return tuple(one for one in self.containments if isinstance(one.said, Witness))

    @property
    def untold(self) -> tuple[Containment, ...]:
        """Of what it could neither be proved nor refuted."""
        return tuple(one for one in self.containments if isinstance(one.said, CannotTell))

    @property
    def method(self) -> str:
        """How it was proved or refuted that nothing else is allowed."""
        return "exhaustive" if self.untold else "symbolic"

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
    more = (hop for path in found for hop in (*path.optional, *path.beyond))
    every = tuple(_each((*required, *more)))
    universe, asked = universe_of(graph, every), Asked(every, graph)
    spare = tuple(spares_of(graph, every)) if necessary else None
    return Proof(
        hops=every,
        required=len(required),
        lacking=tuple(hop for hop in required if hop.decision.verdict.denied),
        open=tuple(hop for hop in required if hop.decision.verdict is Verdict.UNKNOWN),
        spare=spare,
        excess=tuple(excess_of(graph, every, universe)),
        universe=universe,
        containments=Containing(graph, asked).found,
        broad=tuple(_but_for(spare or (), breadths_of(graph, asked))),
        looser=tuple(dict.fromkeys(looser_of(graph, every))),
    )


def _but_for(spare: Iterable[Spare], broad: Iterable[Breadth]) -> Iterator[Breadth]:
    """What is broad and not superfluous altogether."""
    gone = {id(one.entry or one.statement) for one in spare}
    for one in broad:
        if id(one.entry) not in gone and id(one.statement) not in gone:
            yield one


def _each(hops: Iterable[Hop]) -> Iterator[Hop]:
    """The hops, those that ask for the same under the same circumstances once."""
    seen: set[object] = set()
    for hop in hops:
        request = hop.decision.request
        same = (*hop.asked, request.resource, frozenset(request.context.values.items()))
        if same not in seen:
            seen.add(same)
            yield hop
