"""A bucket or an image that must be in the Region of the job that uses it, and is in another."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.step import Page, Step
from ..iam.arn import Arn
from ..iam.symbol import has_symbol, shown
from . import Refusal


def says(step: Step, graph: AccessGraph) -> str | None:
    """The resource is in another Region than the service that wants it beside itself."""
    held, arn = graph.resource(step.resource), Arn.parse(step.resource)
    region = held.region if held else (arn.region if arn else "")
    if not step.local or not region or region == step.region:
        return None
    if has_symbol(region) or has_symbol(step.region):
        return None
    return f"`{shown(step.resource)}` is in {region}, and has to be in {step.region}"


REFUSAL = Refusal(says, Page.of("sagemaker/latest/APIReference", "API_S3DataSource.html"))
