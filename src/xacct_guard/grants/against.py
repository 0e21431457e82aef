"""AGAINST: what policies allow of all that is asked for and those in force do not, and the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..graph.access_graph import AccessGraph
from ..iam.compare import CannotTell, Comparison, Family, NoNewAccess, Witness, compare
from ..iam.layers import Layers
from ..iam.request import Context, Otherwise, Request
from ..trace import Hop
from ..trace.decide import layers_of
from .asked import Asked, resource_of, who
from .contained import Containing, Containment


@dataclass(frozen=True, slots=True)
class Against:
    """`added`: a request for each principal and resource that only the new policies let pass.

    `taken`: what carries policies in force that allow more than what is asked for, which ends. `untold` is
    what stopped the comparison.
    """

    added: tuple[Witness, ...]
    taken: tuple[Containment, ...]
    untold: tuple[CannotTell, ...]


def against(old: AccessGraph, new: AccessGraph, hops: Iterable[Hop]) -> Against:
    """The policies of `new`, which allow nothing but what these hops ask for, beside those of `old`."""
    every = tuple(hops)
    said = tuple(_gained(old, new, every))
    found = Containing(old, Asked(every, old)).found
    return Against(
        tuple(one for one in said if isinstance(one, Witness)),
        tuple(one for one in found if isinstance(one.said, Witness)),
        (
            *(one for one in said if isinstance(one, CannotTell)),
            *(one.said for one in found if isinstance(one.said, CannotTell)),
        ),
    )


def _gained(old: AccessGraph, new: AccessGraph, hops: tuple[Hop, ...]) -> Iterator[Comparison]:
    """Each principal with each resource: is there anything new, in whatever circumstances?"""
    alike: dict[tuple[str, str], list[Request]] = {}
    for hop in hops:
        if hop.decision.refused_by is None:
            request = hop.decision.request
            alike.setdefault((who(request), request.resource), []).append(request)
    for requests in alike.values():
        first = requests[0]
        family = Family(
            who=(first.principal,),
            actions=tuple(sorted({one.action for one in requests})),
            resources=(resource_of(first),),
            resource_account=first.resource_account,
            region=first.region,
            organization=first.organization,
        )
        said = compare(_layers(first, old), _layers(first, new), family)
        if not isinstance(said, NoNewAccess):
            yield said


def _layers(request: Request, graph: AccessGraph) -> Layers:
    """All layers but the endpoint's, through which the request need not come."""
    bare = replace(request, context=Context(otherwise=Otherwise.UNKNOWN))
    return replace(layers_of(bare, graph), endpoint=None)
