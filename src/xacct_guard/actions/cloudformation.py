"""CodePipeline deploy action: AWS CloudFormation."""

from __future__ import annotations

from collections.abc import Iterator

from ..artifacts import around_store, read_inputs, write_outputs
from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Page, Step, Steps
from ..iam.symbol import Symbol
from ..services.cloudformation import HANDLERS, made
from . import ActionProvider, Deployment

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-CloudFormation.html")
_ROLE = Page.of("AWSCloudFormation/latest/UserGuide", "using-iam-servicerole.html")

# What each action mode asks of CloudFormation, and whether it could do without.
_MODES: dict[str, tuple[tuple[str, str], ...]] = {
    "CREATE_UPDATE": (
        ("look up the stack", "DescribeStacks"),
        ("create the stack", "CreateStack"),
        ("update the stack", "UpdateStack"),
    ),
    "REPLACE_ON_FAILURE": (
        ("look up the stack", "DescribeStacks"),
        ("delete a failed stack", "DeleteStack"),
        ("create the stack", "CreateStack"),
        ("update the stack", "UpdateStack"),
    ),
    "CHANGE_SET_REPLACE": (
        ("look up the stack", "DescribeStacks"),
        ("delete an old change set", "DeleteChangeSet"),
        ("create the change set", "CreateChangeSet"),
        ("follow the change set", "DescribeChangeSet"),
    ),
    "CHANGE_SET_EXECUTE": (
        ("look up the stack", "DescribeStacks"),
        ("look up the change set", "DescribeChangeSet"),
        ("execute the change set", "ExecuteChangeSet"),
    ),
    "DELETE_ONLY": (
        ("look up the stack", "DescribeStacks"),
        ("delete the stack", "DeleteStack"),
    ),
}
_READ_TEMPLATE = ("CREATE_UPDATE", "REPLACE_ON_FAILURE", "CHANGE_SET_REPLACE")
_CREATE = ("CREATE_UPDATE", "REPLACE_ON_FAILURE", "CHANGE_SET_EXECUTE")
_TOLD = ("CREATE_UPDATE", "REPLACE_ON_FAILURE", "CHANGE_SET_REPLACE", "DELETE_ONLY")


def steps(run: ActionRun) -> Steps:
    """Read the template, tell CloudFormation what to do, and do it as the service role."""
    mode = run.setting("ActionMode") or "CREATE_UPDATE"
    caller, role = run.caller, run.setting("RoleArn")
    if mode in _READ_TEMPLATE:
        # CloudFormation gets a signed address: the template is read as the action's role (_PAGE).
        yield from around_store(run, caller)
        yield from read_inputs(run, caller)
    yield from _on_stack(run, caller, mode, role)
    if role and mode in _TOLD:
        yield caller.pass_role(role, "cloudformation.amazonaws.com", _ROLE)
    if role and mode in (*_CREATE, "DELETE_ONLY"):
        yield caller.assumes(role, "cloudformation.amazonaws.com", _ROLE)
    if mode in _CREATE:
        maker = caller.at(role) if role else caller
        yield from _made(run, maker)
    if run.setting("OutputFileName"):
        yield from write_outputs(run, caller)


def _on_stack(run: ActionRun, caller: Caller, mode: str, role: str | None) -> Iterator[Step]:
    stack_id = Symbol("id of the stack", "????????-????-????-????-????????????")
    stack = run.arn("cloudformation", f"stack/{run.setting('StackName') or ''}/{stack_id}")
    context = {"cloudformation:rolearn": role} if role else {}
    if change_set := run.setting("ChangeSetName"):
        context["cloudformation:changesetname"] = change_set
    for says, action in _MODES.get(mode, ()):
        yield caller.ask(says, f"cloudformation:{action}", stack, _PAGE, context=context)


def _made(run: ActionRun, maker: Caller) -> Iterator[Step]:
    """What creating the resources of the deployed stack takes, as the service role."""
    stack = run.graph.deployed.get((run.pipeline.place, run.stage.name, run.action.name))
    if stack is not None:
        yield from made(stack, maker)
        return
    template = run.setting("TemplatePath") or run.setting("StackName")
    yield maker.unknown("make what the template declares", f"template {template}", HANDLERS)


def deploys(run: ActionRun) -> Deployment | None:
    """The stack this action deploys, if its mode gives it a template."""
    template, stack = run.setting("TemplatePath"), run.setting("StackName")
    if template is None or stack is None:
        return None
    return Deployment(
        stack,
        template,
        run.account,
        run.action.region,
        configuration=run.setting("TemplateConfiguration"),
        overrides=run.setting("ParameterOverrides"),
    )


PROVIDER = ActionProvider(("Deploy",), "AWS", "CloudFormation", steps, deploys)
