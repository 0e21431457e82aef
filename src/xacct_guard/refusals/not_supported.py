"""What a service does not do at all, as whoever words the step knows."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.step import Page, Step
from . import Refusal


def says(step: Step, _graph: AccessGraph) -> str | None:
    """The words that the step brings."""
    return step.cannot


REFUSAL = Refusal(says, Page.of("eventbridge/latest/userguide", "eb-service-cross-account.html"))
