"""A role or a resource of another partition: there is no way from one to another."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.step import Page, Step
from ..iam.arn import Arn
from ..iam.symbol import shown, surely_differ
from . import Refusal


def says(step: Step, _graph: AccessGraph) -> str | None:
    """Credentials of one partition are worth nothing in another."""
    asking, asked = Arn.parse(step.principal), Arn.parse(step.resource)
    if asking is None or asked is None:
        return None
    if (
        not surely_differ(asking.partition, asked.partition)
        or "*" in asking.partition + asked.partition
    ):
        return None
    return (
        f"`{shown(step.principal)}` is in the partition {asking.partition}, and"
        f" `{shown(step.resource)}` in {asked.partition}"
    )


REFUSAL = Refusal(says, Page.of("IAM/latest/UserGuide", "reference-arns.html"))
