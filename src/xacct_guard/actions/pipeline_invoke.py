"""CodePipeline invoke action: start another pipeline."""

from __future__ import annotations

from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Page, Start, Steps
from ..services.codepipeline import SERVICE_ROLE
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-PipelineInvoke.html")
_SERVICE = "codepipeline.amazonaws.com"


def steps(run: ActionRun) -> Steps:
    """Start the other pipeline, and go on at once: what comes of it is told where it is told itself."""
    caller = run.caller
    arn = run.arn("codepipeline", run.setting("PipelineName") or "")
    yield caller.ask("start the other pipeline", "codepipeline:StartPipelineExecution", arn, _PAGE)
    other = next((each for each in run.graph.pipelines if each.arn == arn), None)
    if other is None:
        return
    service = Caller(_SERVICE, other.account, other.region, other.role_span, run.graph)
    begun = service.assumes(
        other.role_arn,
        _SERVICE,
        SERVICE_ROLE,
        "CodePipeline assumes the service role of the other pipeline",
    )
    yield Start(arn, run.action.span, follows=(begun,))


PROVIDER = ActionProvider(("Invoke",), "AWS", "CodePipeline", steps)
