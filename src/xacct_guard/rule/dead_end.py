"""A dead end: a route to the internet, for what has no address on the internet."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.model import Resource
from ..graph.step import Stand
from ..graph.vpc import vpc_of
from ..iam.truth import Truth


def dead_end(stand: Stand, graph: AccessGraph) -> Resource | None:
    """The route to an internet gateway by which who stands there, without a public address, gets nowhere.

    None where another way leads out, where none is meant to, where nobody knows, and where a flow calls
    from: a machine of somebody's own may have a public address.
    """
    vpc = vpc_of(stand, graph)
    if vpc is None or vpc.is_private or any(flow.stand == stand for flow in graph.flows):
        return None
    closed = (each for each in stand.subnets if vpc.way_out(each) is Truth.NO)
    return next(filter(None, map(vpc.route_to_internet, closed)), None)
