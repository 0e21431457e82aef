"""A caller in a VPC from which nothing leads to the service: the call ends in a timeout."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.step import Page, Step
from ..route import route
from . import Refusal


def says(step: Step, graph: AccessGraph) -> str | None:
    """Why no request gets from where the caller stands to the service."""
    return route(step, graph).blocked


REFUSAL = Refusal(says, Page.of("vpc/latest/privatelink", "gateway-endpoints.html"))
