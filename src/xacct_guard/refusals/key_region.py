"""A KMS key of another Region than the service that would use it."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.step import Page, Step
from ..iam.arn import Arn
from ..iam.symbol import has_symbol, shown
from . import Refusal


def says(step: Step, _graph: AccessGraph) -> str | None:
    """A service asks the KMS of its own Region, where a key of another Region does not exist."""
    via, arn = step.context.get("kms:viaservice"), Arn.parse(step.resource)
    if not step.action.startswith("kms:") or arn is None or not isinstance(via, str):
        return None
    service, _, rest = via.partition(".")
    region = rest.partition(".")[0]
    if region == arn.region or has_symbol(region) or has_symbol(arn.region):
        return None
    return (
        f"the key `{shown(step.resource)}` is in {arn.region}: {service} in {region} cannot use it"
    )


REFUSAL = Refusal(says, Page.of("AmazonS3/latest/userguide", "UsingKMSEncryption.html"))
