"""CodePipeline custom actions (Jenkins among them): a worker that nobody knows comes for its jobs."""

from __future__ import annotations

from ..artifacts import around_store, read_inputs, write_outputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from ..iam.symbol import shown
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "actions-create-custom-action.html")


def steps(run: ActionRun) -> Steps:
    """The worker polls with credentials of its own; those for the artifacts it gets from CodePipeline.

    These are the pipeline's: a custom action takes no role.
    """
    caller, action = run.caller, run.action
    yield from around_store(run, caller)
    what = (
        f"what the {action.category} action of {action.owner} {shown(action.provider)} asks for, and as"
        " whom its worker polls for jobs"
    )
    yield caller.unknown(f"run {shown(action.provider)}", what, _PAGE)
    yield from read_inputs(run, caller)
    yield from write_outputs(run, caller)


PROVIDER = ActionProvider(
    ("Source", "Build", "Test", "Deploy", "Invoke", "Approval"), "Custom", "*", steps
)
