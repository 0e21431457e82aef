"""CodePipeline source action: an image in Amazon ECR. Only its description becomes an artifact."""

from __future__ import annotations

from ..artifacts import write_outputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-ECR.html")


def steps(run: ActionRun) -> Steps:
    """Look up the image, and write what was found into the artifact store."""
    caller = run.caller
    name = f"repository/{run.setting('RepositoryName') or ''}"
    repository = caller.arn("ecr", name, account=run.setting("RegistryId"))
    yield caller.ask("look up the image", "ecr:DescribeImages", repository, _PAGE)
    yield from write_outputs(run, caller)


PROVIDER = ActionProvider(("Source",), "AWS", "ECR", steps)
