"""CodePipeline invoke action: AWS Lambda."""

from __future__ import annotations

from collections.abc import Iterator

from ..artifacts import around_store, read_inputs, write_outputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Start, Step, Steps
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "actions-invoke-lambda-function.html")


def steps(run: ActionRun) -> Steps:
    """Invoke the function; the credentials for the artifacts in its event are the action role's.

    What came of it the function tells CodePipeline with credentials of its own.
    """
    caller = run.caller
    function = run.arn("lambda", f"function:{run.setting('FunctionName') or ''}")
    yield from around_store(run, caller)
    yield from read_inputs(run, caller)
    yield caller.ask("invoke the function", "lambda:InvokeFunction", function, _PAGE)
    yield caller.ask("list the functions", "lambda:ListFunctions", "*", _PAGE, optional=True)
    yield Start(function, run.action.span)
    yield from _told(run, function)
    yield from write_outputs(run, caller)


def _told(run: ActionRun, function: str) -> Iterator[Step]:
    """How the function answers, as the action waits for it, where nobody has declared what it calls."""
    held = run.graph.resource(function)
    role = held.facts.get("role") if held else None
    if role is None or not role.text or function in run.graph.calls:
        return
    for action in ("codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult"):
        yield run.caller.at(role.text).ask(
            "tell CodePipeline what came of it", action, "*", _PAGE, optional=True
        )


PROVIDER = ActionProvider(("Invoke",), "AWS", "Lambda", steps)
