"""CodePipeline invoke action: AWS Lambda."""

from __future__ import annotations

from ..graph.action_run import ActionRun
from ..graph.step import Page, Start, Steps
from ..services.codepipeline import around_store, read_inputs, write_outputs
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "actions-invoke-lambda-function.html")


def steps(run: ActionRun) -> Steps:
    """Invoke the function; the credentials for the artifacts in its event are the action role's."""
    caller = run.caller
    function = run.arn("lambda", f"function:{run.setting('FunctionName') or ''}")
    yield from around_store(run, caller)
    yield from read_inputs(run, caller)
    yield caller.ask("invoke the function", "lambda:InvokeFunction", function, _PAGE)
    yield Start(function, run.action.span)
    yield from write_outputs(run, caller)


PROVIDER = ActionProvider(("Invoke",), "AWS", "Lambda", steps)
