"""CodePipeline deploy action: more stacks of a stack set that is there."""

from __future__ import annotations

from dataclasses import replace

from ..artifacts import around_store, read_inputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from ..iam.symbol import shown
from ..stack_sets import instances_made, stack_set_arn
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-StackSets.html")


def steps(run: ActionRun) -> Steps:
    """Have the stacks made by the roles that the stack set was given."""
    caller = run.caller
    yield from around_store(run, caller)
    yield from read_inputs(run, caller)
    follow = "cloudformation:DescribeStackSetOperation"
    yield caller.ask("follow the stack set", follow, stack_set_arn(run), _PAGE)
    told = _made_by(run)
    if told is None:
        name = shown(run.setting("StackSetName") or "")
        yield caller.unknown("make the stacks", f"the roles and the template of {name}", _PAGE)
        return
    yield from instances_made(run, told)


def _made_by(run: ActionRun) -> ActionRun | None:
    """The action of the pipeline that makes the stack set."""
    for stage in run.pipeline.stages:
        for action in stage.actions:
            other = replace(run, stage=stage, action=action)
            if action.provider == "CloudFormationStackSet" and stack_set_arn(
                other
            ) == stack_set_arn(run):
                return other
    return None


PROVIDER = ActionProvider(("Deploy",), "AWS", "CloudFormationStackInstances", steps)
