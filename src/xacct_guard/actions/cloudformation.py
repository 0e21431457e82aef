"""CodePipeline deploy action: AWS CloudFormation."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.caller import Caller
from ..graph.model import Made, Resource
from ..graph.step import Page, Step
from ..iam import reference
from ..iam.symbol import Symbol
from ..services import ResourceType, of_type
from . import (
    ActionProvider,
    ActionRun,
    Deployment,
    Steps,
    around_store,
    read_inputs,
    write_outputs,
)

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-CloudFormation.html")
_ROLE = Page.of("AWSCloudFormation/latest/UserGuide", "using-iam-servicerole.html")
_HANDLERS = Page.of(
    "AWSCloudFormation/latest/TemplateReference", "aws-template-resource-type-ref.html"
)

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
    if stack is None:
        what = str(Symbol(f"template {run.setting('TemplatePath') or run.setting('StackName')}"))
        yield maker.ask("make what the template declares", what, what, _HANDLERS)
        return
    known = {resource.place: resource for resource in stack.parts.resources}
    roles = {role.place: role.arn for role in stack.parts.roles}
    for made in stack.parts.made:
        resource = known.get(made.place)
        kind = of_type(resource.type) if resource else None
        if resource is not None and kind is not None and kind.create:
            yield from created(resource, kind, maker)
        else:
            arn = resource.arn if resource else roles.get(made.place)
            yield from handled(made, arn, maker)


def handled(made: Made, arn: str | None, maker: Caller) -> Iterator[Step]:
    """What creating a resource takes by the permissions its type's handler declares.

    The list is an upper bound: which of it a resource needs depends on its properties. The action that makes
    it is needed for sure; a refusal of the others is told apart.
    """
    target = arn or str(Symbol(f"ARN of {made.place}"))
    handlers = reference.handlers(made.type)
    asked = handlers.create if handlers and handlers.create else ()
    maker_action = _making(made.type, asked)
    if maker_action is None:
        what = str(Symbol(f"what creating a resource of type {made.type} takes"))
        yield maker.ask(f"create `{made.place}`", what, target, _HANDLERS)
        return
    yield maker.ask(f"create `{made.place}`", maker_action, target, _HANDLERS)
    own = maker_action.partition(":")[0]
    for action in asked:
        if action != maker_action and action.partition(":")[0] == own:
            yield maker.ask(f"look after `{made.place}`", action, target, _HANDLERS, optional=True)


def _making(type: str, actions: tuple[str, ...]) -> str | None:
    """The action that makes a resource of the type: `CreateKind` or `PutKind`, else the first like it."""
    kind = type.rpartition(":")[2]
    names = {action.partition(":")[2].lower(): action for action in actions}
    for name in (f"create{kind}", f"put{kind}"):
        if (exact := names.get(name.lower())) is not None:
            return exact
    verbs = ("create", "put", "allocate", "register", "start", "add", "attach", "run")
    likely = (names[name] for verb in verbs for name in names if name.startswith(verb))
    return next(likely, None)


def created(resource: Resource, kind: ResourceType, maker: Caller) -> Iterator[Step]:
    """The requests that create one resource: its own actions, the roles it passes, what it reads."""
    for action in kind.create:
        yield maker.ask(f"create `{resource.place}`", action, resource.arn, _HANDLERS)
    for action in kind.tagged if resource.facts.get("tags") else ():
        yield maker.ask(f"tag `{resource.place}`", action, resource.arn, _HANDLERS)
    for fact, service in kind.passes:
        role = resource.facts.get(fact)
        if role and role.text:
            yield maker.pass_role(role.text, service, _HANDLERS)
    for fact in kind.reads:
        place = resource.facts.get(fact)
        bucket, key = (place.get("Bucket"), place.get("Key")) if place else (None, None)
        if bucket and key:
            target = f"arn:aws:s3:::{bucket.text}/{key.text}"
            yield maker.ask(
                f"read `{key.text}` for `{resource.place}`", "s3:GetObject", target, _HANDLERS
            )


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


PROVIDER = ActionProvider("Deploy", "AWS", "CloudFormation", steps, deploys)
