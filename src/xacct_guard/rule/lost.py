"""Lost: a call from a VPC to a service that nothing leads to."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.model import Resource
from ..graph.vpc import vpc_of
from ..services import endpoint_of
from ..trace import Hop
from .facts import Facts, fact


@dataclass(frozen=True, slots=True)
class Lost:
    """The call, the VPC that it is made from, and the service and Region that it is meant for.

    `others` are the VPC's endpoints for the service in other Regions.
    """

    hop: Hop
    vpc: Resource
    service: str
    region: str
    others: tuple[Resource, ...]


@fact
def lost_calls(facts: Facts) -> tuple[Lost, ...]:
    """The calls for whose service and Region the VPC has no endpoint, and that cannot get out of it either.

    Those that an endpoint would take, were it not for a security group or a route, are none of them.
    """
    return tuple(
        lost
        for hop in facts.hops
        if hop.decision.refused_by == "no_way" and (lost := _lost(hop, facts)) is not None
    )


def _lost(hop: Hop, facts: Facts) -> Lost | None:
    step, graph = hop.step, facts.graph
    vpc = vpc_of(step.stand, graph) if step.stand else None
    if vpc is None:
        return None
    service = endpoint_of(step.action)
    held = graph.resource(step.resource)
    region = held.region if held is not None and service == "s3" else step.region
    if vpc.endpoints(service, region):
        return None
    others = vpc.endpoints(service, vpc.region) if region != vpc.region else ()
    return Lost(hop, vpc.resource, service, region, others)
