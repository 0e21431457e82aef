"""CodePipeline build action: ECRBuildAndPublish, which builds an image and pushes it."""

from __future__ import annotations

from ..artifacts import around_store, read_inputs, write_outputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from ..services import ecr, logs
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-ECRBuildAndPublish.html")


def steps(run: ActionRun) -> Steps:
    """Fetch the source, build, and push to the repository of the action's account, as its role.

    A public registry asks nothing of the repository's account that a policy of ours decides.
    """
    caller = run.caller
    name = run.setting("ECRRepositoryName") or ""
    yield from around_store(run, caller)
    yield from read_inputs(run, caller)
    yield from logs.write(f"/aws/codepipeline/{run.pipeline.name}", caller, _PAGE)
    if run.setting("RegistryType") == "public":
        what = f"what pushing to the public repository {name} takes"
        yield caller.unknown("push the image", what, _PAGE)
    else:
        repository = run.arn("ecr", f"repository/{name}")
        yield caller.ask("look up the repository", "ecr:DescribeRepositories", repository, _PAGE)
        yield from ecr.push(f"{run.account}.dkr.ecr.{caller.region}.amazonaws.com/{name}", caller)
    yield from write_outputs(run, caller)


PROVIDER = ActionProvider(("Build",), "AWS", "ECRBuildAndPublish", steps)
