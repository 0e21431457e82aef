"""An image that AWS keeps elsewhere: each Region has registry accounts of its own for SageMaker's images."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.step import Page, Step
from ..iam import reference
from ..iam.arn import Arn
from ..iam.symbol import has_symbol
from . import Refusal


def says(step: Step, graph: AccessGraph) -> str | None:
    """The repository of this name is in another account of AWS in this Region.

    What AWS answers blames a missing repository policy.
    """
    arn = Arn.parse(step.resource)
    if arn is None or arn.service != "ecr" or has_symbol(step.resource):
        return None
    if arn.account in graph.accounts or not reference.is_registry(arn.account):
        return None
    repository = arn.resource.removeprefix("repository/")
    kept = reference.keepers(repository, arn.region)
    if not kept or arn.account in kept:
        return None
    return (
        f"AWS keeps the image `{repository}` of {arn.region} in the account"
        f" {' or '.join(kept)}, not in {arn.account}"
    )


REFUSAL = Refusal(
    says, Page.of("sagemaker/latest/dg-ecr-paths", "sagemaker-algo-docker-registry-paths.html")
)
