"""AWS CloudFormation, and what making the resources of a stack takes."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.access_graph import Stack
from ..graph.caller import Caller
from ..graph.model import Made, Resource
from ..graph.step import Page, Step
from ..iam import reference
from ..iam.semantics import IDENTITY_ONLY
from ..iam.symbol import Symbol
from . import ResourceType, Service, of_type

HANDLERS = Page.of(
    "AWSCloudFormation/latest/TemplateReference", "aws-template-resource-type-ref.html"
)


def made(stack: Stack, maker: Caller) -> Iterator[Step]:
    """The requests that create the resources of a stack, as whoever makes them."""
    known = {resource.place: resource for resource in stack.parts.resources}
    roles = {role.place: role.arn for role in stack.parts.roles}
    for each in stack.parts.made:
        resource = known.get(each.place)
        kind = of_type(resource.type) if resource else None
        if resource is not None and kind is not None and kind.create:
            yield from _created(resource, kind, maker)
        else:
            arn = resource.arn if resource else roles.get(each.place)
            yield from _handled(each, arn, maker)


def _created(resource: Resource, kind: ResourceType, maker: Caller) -> Iterator[Step]:
    """The requests that create one resource: its own actions, the roles it passes, what it reads."""
    for action in kind.create:
        yield maker.ask(f"create `{resource.place}`", action, resource.arn, HANDLERS)
    for action in kind.tagged if resource.facts.get("tags") else ():
        yield maker.ask(f"tag `{resource.place}`", action, resource.arn, HANDLERS)
    for fact, service in kind.passes:
        role = resource.facts.get(fact)
        if role and role.text:
            yield maker.pass_role(role.text, service, HANDLERS)
    for fact in kind.reads:
        place = resource.facts.get(fact)
        bucket, key = (place.get("Bucket"), place.get("Key")) if place else (None, None)
        if bucket and key:
            target = f"arn:aws:s3:::{bucket.text}/{key.text}"
            yield maker.ask(
                f"read `{key.text}` for `{resource.place}`", "s3:GetObject", target, HANDLERS
            )


def _handled(made: Made, arn: str | None, maker: Caller) -> Iterator[Step]:
    """What creating a resource takes by the permissions its type's handler declares.

    The list is an upper bound: which of it a resource needs depends on its properties. The action that makes
    it is needed for sure; a refusal of the others is told apart.
    """
    target = arn or str(Symbol(f"ARN of {made.place}"))
    handlers = reference.handlers(made.type)
    asked = handlers.create if handlers and handlers.create else ()
    maker_action = _making(made.type, asked)
    if maker_action is None:
        what = f"what creating a resource of type {made.type} takes"
        yield maker.unknown(f"create `{made.place}`", what, HANDLERS, target)
        return
    yield maker.ask(f"create `{made.place}`", maker_action, target, HANDLERS)
    own = maker_action.partition(":")[0]
    for action in asked:
        if action != maker_action and action.partition(":")[0] == own:
            yield maker.ask(f"look after `{made.place}`", action, target, HANDLERS, optional=True)


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


SERVICE = Service(
    "cloudformation",
    resources=(
        ResourceType(
            "cloudformation:stack",
            arn="arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{uuid}",
            cfn="AWS::CloudFormation::Stack",
            ref="arn",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={"tags": "Tags"},
        ),
        ResourceType(
            "cloudformation:stackset",
            arn="arn:{partition}:cloudformation:{region}:{account}:stackset/{name}:{uuid}",
            cfn="AWS::CloudFormation::StackSet",
            named_by="StackSetName",
            ref="{name}:{uuid}",
            attributes={"StackSetId": "{name}:{uuid}"},
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            facts={"role": "AdministrationRoleARN", "execution_role": "ExecutionRoleName"},
        ),
    ),
)
