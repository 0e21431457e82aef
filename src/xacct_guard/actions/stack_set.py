"""CodePipeline deploy action: a stack set of AWS CloudFormation."""

from __future__ import annotations

from ..artifacts import around_store, read_inputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Steps
from ..iam.symbol import Symbol
from ..stack_sets import (
    instances_made,
    is_service_managed,
    managed_elsewhere,
    stack_set_arn,
    targets_of,
)
from . import ActionProvider, Deployment

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-StackSets.html")
_ASKED = (
    ("look up the stack set", "cloudformation:DescribeStackSet"),
    ("create the stack set", "cloudformation:CreateStackSet"),
    ("update the stack set", "cloudformation:UpdateStackSet"),
    ("follow the stack set", "cloudformation:DescribeStackSetOperation"),
    ("look up its stacks", "cloudformation:ListStackInstances"),
)


def steps(run: ActionRun) -> Steps:
    """Read the template, put it into the stack set, and have the stacks made where they are wanted."""
    caller = run.caller
    yield from around_store(run, caller)
    yield from read_inputs(run, caller)
    if is_service_managed(run):
        yield from managed_elsewhere(run)
    for says, action in _ASKED:
        yield caller.ask(says, action, stack_set_arn(run), _PAGE)
    yield from instances_made(run, run)


def deploys(run: ActionRun) -> tuple[Deployment, ...]:
    """The stacks of the set, as far as their targets are written."""
    template, name = run.setting("TemplatePath"), run.setting("StackSetName")
    if template is None or name is None:
        return ()
    return tuple(
        Deployment(
            f"StackSet-{name}-{Symbol('end of the stack name')}", template, *place, one_of=True
        )
        for place in targets_of(run)
    )


PROVIDER = ActionProvider(("Deploy",), "AWS", "CloudFormationStackSet", steps, deploys)
