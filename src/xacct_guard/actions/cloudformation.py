"""CodePipeline deploy action: AWS CloudFormation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..artifacts import around_store, object_of, origin_of, read_inputs, write_outputs
from ..graph.access_graph import Stack
from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Page, Step, Steps
from ..handlers import PAGE, made, unmade
from ..iam.symbol import Symbol, shown
from . import ActionProvider, Deployment

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-CloudFormation.html")
_ROLE = Page.of("AWSCloudFormation/latest/UserGuide", "using-iam-servicerole.html")
_SERVICE = "cloudformation.amazonaws.com"
_DESCRIBE = ("look up the stack", "cloudformation:DescribeStacks")
_CREATE = ("create the stack", "cloudformation:CreateStack")
_UPDATE = ("update the stack", "cloudformation:UpdateStack")
_DELETE = ("delete the stack", "cloudformation:DeleteStack")

# What each action mode asks of CloudFormation.
_MODES: dict[str, tuple[tuple[str, str], ...]] = {
    "CREATE_UPDATE": (_DESCRIBE, _CREATE, _UPDATE),
    "REPLACE_ON_FAILURE": (
        _DESCRIBE,
        ("delete a failed stack", "cloudformation:DeleteStack"),
        _CREATE,
        _UPDATE,
    ),
    "CHANGE_SET_REPLACE": (
        _DESCRIBE,
        ("delete an old change set", "cloudformation:DeleteChangeSet"),
        ("create the change set", "cloudformation:CreateChangeSet"),
        ("follow the change set", "cloudformation:DescribeChangeSet"),
    ),
    "CHANGE_SET_EXECUTE": (
        _DESCRIBE,
        ("look up the change set", "cloudformation:DescribeChangeSet"),
        ("execute the change set", "cloudformation:ExecuteChangeSet"),
    ),
    "DELETE_ONLY": (_DESCRIBE, _DELETE),
}
_ASIDE: dict[str, tuple[str, ...]] = {
    "CREATE_UPDATE": ("cloudformation:DescribeStackEvents", "cloudformation:GetTemplate"),
    "CHANGE_SET_EXECUTE": ("cloudformation:DescribeStackEvents",),
}
_READ_TEMPLATE = ("CREATE_UPDATE", "REPLACE_ON_FAILURE", "CHANGE_SET_REPLACE")
_MAKE = ("CREATE_UPDATE", "REPLACE_ON_FAILURE", "CHANGE_SET_EXECUTE")
_TOLD = (*_READ_TEMPLATE, "DELETE_ONLY")
# Only these calls have a parameter for the role (API reference); the change set's name likewise.
_WITH_ROLE = frozenset(
    f"cloudformation:{name}"
    for name in ("CreateStack", "UpdateStack", "DeleteStack", "CreateChangeSet")
)


def steps(run: ActionRun) -> Steps:
    """Read the template, tell CloudFormation what to do, and do it as the service role."""
    mode = run.setting("ActionMode") or "CREATE_UPDATE"
    if mode not in _MODES:
        yield run.caller.unknown("deploy the stack", f"what action mode {mode} does", _PAGE)
        return
    caller, role = run.caller, run.setting("RoleArn") if mode in _TOLD else None
    if mode in _READ_TEMPLATE:
        # CloudFormation gets a signed address: the template is read as the action's role (_PAGE).
        yield from around_store(run, caller)
        yield from read_inputs(run, caller)
        yield from _not_there(run, caller)
    yield from _on_stack(run, caller, mode, role)
    if role is not None:
        yield caller.pass_role(role, _SERVICE, _ROLE)
    if mode in _MAKE:
        yield from _made(run, caller)
    elif mode == "DELETE_ONLY":
        yield from _unmade(run, caller, role)
    if run.setting("OutputFileName"):
        yield from write_outputs(run, caller)


def _not_there(run: ActionRun, caller: Caller) -> Iterator[Step]:
    """The refusal of a file that the repository has not got, or not as JSON: the action fails at once.

    Only of a source is the folder here the whole artifact; what a build adds to one nobody can see.
    """
    at = (run.pipeline.place, run.stage.name, run.action.name)
    for lacking in run.graph.lacking:
        origin = origin_of(run, lacking.artifact)
        if lacking.action == at and origin is not None and origin.action.category == "Source":
            says = f"take `{lacking.file}` out of the artifact"
            target = object_of(run, lacking.artifact)
            yield caller.cannot(says, lacking.why, "s3:GetObject", _PAGE, target)


def _on_stack(run: ActionRun, caller: Caller, mode: str, role: str | None) -> Iterator[Step]:
    stack_id = Symbol("id of the stack", "????????-????-????-????-????????????")
    stack = run.arn("cloudformation", f"stack/{run.setting('StackName') or ''}/{stack_id}")
    change_set = run.setting("ChangeSetName")
    for says, action in _MODES[mode]:
        sent = {}
        if role is not None and action in _WITH_ROLE:
            sent["cloudformation:rolearn"] = role
        if change_set is not None and action.endswith("ChangeSet"):
            sent["cloudformation:changesetname"] = change_set
        absent = {"cloudformation:rolearn"} - sent.keys()
        yield caller.ask(says, action, stack, _PAGE, context=sent, absent=absent)
    for action in _ASIDE.get(mode, ()):
        yield caller.ask("follow the stack", action, stack, _PAGE, optional=True)


def _made(run: ActionRun, caller: Caller) -> Steps:
    """CloudFormation makes the resources, as the service role or else for whoever told it to.

    A change set has its role from the action that made it; what the action that executes it says of a role
    counts for nothing (_PAGE).
    """
    told = _told(run)
    if told is None:
        name = f"{run.setting('ChangeSetName')} of {run.setting('StackName')}"
        what = f"who made the change set {shown(name)}, with which role and template"
        yield caller.unknown("make what the change set says", what, _PAGE)
        return
    role = told.setting("RoleArn")
    yield from _taken_on(caller, role)
    maker = _maker(caller, role)
    stack = run.graph.deployed.get((run.pipeline.place, told.stage.name, told.action.name))
    if stack is not None:
        yield from made(stack, maker)
        return
    template = told.setting("TemplatePath") or told.setting("StackName")
    yield maker.unknown("make what the template declares", f"template {template}", PAGE)


def _unmade(run: ActionRun, caller: Caller, role: str | None) -> Steps:
    yield from _taken_on(caller, role)
    maker = _maker(caller, role)
    stack = _known(run)
    if stack is not None:
        yield from unmade(stack, maker)
        return
    name = run.setting("StackName") or ""
    yield maker.unknown("delete what is in the stack", f"stack {shown(name)}", PAGE)


def _taken_on(caller: Caller, role: str | None) -> Iterator[Step]:
    if role is not None:
        yield caller.assumes(role, _SERVICE, _ROLE)


def _maker(caller: Caller, role: str | None) -> Caller:
    """The service role, else the action's role, in a session that CloudFormation goes on with (_ROLE)."""
    return caller.at(role) if role is not None else caller.through(_SERVICE)


def _told(run: ActionRun) -> ActionRun | None:
    """The action that says what is made: this one, or the one that makes the change set it executes."""
    if run.setting("ActionMode") != "CHANGE_SET_EXECUTE":
        return run
    for stage in run.pipeline.stages:
        for action in stage.actions:
            other = replace(run, stage=stage, action=action)
            if other.setting("ActionMode") == "CHANGE_SET_REPLACE" and _about(other) == _about(run):
                return other
    return None


def _about(run: ActionRun) -> tuple[str | None, ...]:
    """Which change set an action is about."""
    names = (run.setting("StackName"), run.setting("ChangeSetName"))
    return (run.account, run.action.region, *names)


def _known(run: ActionRun) -> Stack | None:
    """The stack an action is about, where some action of the estate deploys it."""
    wanted = (run.setting("StackName"), run.account, run.action.region)
    for stack in run.graph.deployed.values():
        if (stack.name, stack.account, stack.region) == wanted:
            return stack
    return None


def deploys(run: ActionRun) -> tuple[Deployment, ...]:
    """The stack this action deploys, if its mode gives it a template."""
    template, stack = run.setting("TemplatePath"), run.setting("StackName")
    mode = run.setting("ActionMode") or "CREATE_UPDATE"
    if template is None or stack is None or mode not in _READ_TEMPLATE:
        return ()
    deployment = Deployment(
        stack,
        template,
        run.account,
        run.action.region,
        configuration=run.setting("TemplateConfiguration"),
    )
    return (deployment,)


PROVIDER = ActionProvider(("Deploy",), "AWS", "CloudFormation", steps, deploys)
