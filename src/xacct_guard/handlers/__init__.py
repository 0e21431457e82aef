"""One file per service: what making its resources takes in CloudFormation, narrowed to what is written.

A type's schema lists the permissions of its handlers, all that any property may ever need. A `Handler` says
which are asked for whatever is written, and which only with a property. A file exports `HANDLERS`. Of other
types the action that makes the resource is needed, and the rest of the list is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from .. import catalogue
from ..graph.access_graph import AccessGraph, Stack
from ..graph.caller import Caller
from ..graph.model import Made, Resource
from ..graph.step import Page, Step, Steps
from ..iam import reference
from ..iam.pattern import match
from ..iam.request import ContextValue
from ..iam.symbol import Symbol, shown, surely_differ
from ..iam.truth import Truth
from ..operations import operations
from ..services import ResourceType, of_cloudformation
from ..span import Node

PAGE = Page.of("AWSCloudFormation/latest/TemplateReference", "aws-template-resource-type-ref.html")
_READ = Page("https://github.com/aws/aws-cdk/issues/3765")
_PLACEHOLDER = re.compile(r"\$\{\w+\}")
_SETS = "AWS::CloudFormation::StackSet"


@dataclass(frozen=True, slots=True)
class Creation:
    """A resource that is made: what the template says of it, its ARN, and who makes it."""

    made: Made
    arn: str
    maker: Caller
    resource: Resource | None = None

    @property
    def graph(self) -> AccessGraph:
        """The estate around it."""
        return self.maker.graph

    def at(self, route: str) -> tuple[Node, ...]:
        """What stands at a route of its properties: `Targets[].RoleArn` is each target's role."""
        properties = self.made.properties
        found: tuple[Node, ...] = (properties,) if properties else ()
        for name in route.split("."):
            inner = (node.get(name.removesuffix("[]")) for node in found)
            there = tuple(node for node in inner if node is not None)
            found = tuple(i for n in there for i in n.items) if name.endswith("[]") else there
        return found

    def texts(self, route: str) -> tuple[str, ...]:
        """The texts at a route."""
        return tuple(node.text for node in self.at(route) if node.text)

    def has(self, route: str) -> bool:
        """Is there something at a route that is neither false nor empty?"""
        return any(bool(n.value) if n.text is None else n.text != "false" for n in self.at(route))

    def ask(
        self,
        action: str,
        resource: str | None = None,
        *,
        says: str = "",
        context: Mapping[str, ContextValue] | None = None,
        optional: bool = False,
        local: bool = False,
    ) -> Step:
        """A request that making it takes, on the resource itself if nothing else is said."""
        return self.maker.ask(
            says or f"create `{self.made.place}`",
            action,
            resource or about(action, self.arn),
            PAGE,
            context=context,
            optional=optional,
            local=local,
        )


def about(action: str, arn: str) -> str:
    """What a request is about that makes the resource of this ARN.

    That is the resource only where the action has resources of its kind; `*` where it has none at all; of
    another kind (what the new one will be part of) nobody here knows which.
    """
    known = reference.action(action)
    if known is None or known.name == known.name.lower():  # only its name is known
        return arn
    if not known.resource_types:
        return "*"
    service = reference.service(action.partition(":")[0])
    kinds = service.resource_types if service else {}
    patterns = (
        p for each in known.resource_types if each.name in kinds for p in kinds[each.name].arns
    )
    if any(match(_PLACEHOLDER.sub("*", each), arn) is not Truth.NO for each in patterns):
        return arn
    return str(Symbol(f"what {action} is about for {shown(arn)}"))


def _nothing(_creation: Creation) -> Steps:
    return iter(())


@dataclass(frozen=True, slots=True)
class Handler:
    """What making a resource of a type takes.

    `create` are the actions asked for in any case, `given` those that a property (by its route) asks for.
    `passes` says where the properties have a role, and which service it is passed to; `keys` which context
    keys the properties bring; they are absent where the property is. `reads` are the routes to objects in
    S3, and the names of their bucket and key. What no table can say, `steps` does.
    """

    type: str
    create: tuple[str, ...] = ()
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aside: tuple[str, ...] = ()
    passes: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    reads: tuple[tuple[str, str, str], ...] = ()
    steps: Callable[[Creation], Steps] = _nothing


@cache
def handlers() -> Mapping[str, Handler]:
    """The handlers, by the type of their resources."""
    found: tuple[tuple[Handler, ...], ...] = catalogue.entries(__name__, "HANDLERS")
    return {handler.type: handler for several in found for handler in several}


def made(stack: Stack, maker: Caller) -> Steps:
    """The requests that create the resources of a stack, as whoever makes them."""
    for creation in _creations(stack, maker):
        yield from created(creation)


def unmade(stack: Stack, maker: Caller) -> Iterator[Step]:
    """The requests that delete the resources of a stack."""
    for creation in _creations(stack, maker):
        listed = reference.handlers(creation.made.type)
        action = _verb(creation.made.type, "delete", (listed.delete or ()) if listed else ())
        says = f"delete `{creation.made.place}`"
        if action is not None:
            yield maker.ask(says, action, about(action, creation.arn), PAGE)
        elif listed is None:
            what = f"what deleting a resource of type {creation.made.type} takes"
            yield maker.unknown(says, what, PAGE)


def _creations(stack: Stack, maker: Caller) -> Iterator[Creation]:
    """What the stack makes itself; what its stack sets make elsewhere, other roles make."""
    known = {resource.place: resource for resource in stack.parts.resources}
    roles = {role.place: role.arn for role in stack.parts.roles}
    sets = tuple(f"{each.place} in " for each in stack.parts.made if each.type == _SETS)
    for each in stack.parts.made:
        if each.place.startswith(sets):
            continue
        resource = known.get(each.place)
        own = resource.arn if resource else roles.get(each.place)
        arn = each.arn or own or str(Symbol(f"ARN of {each.place}"))
        yield Creation(each, arn, maker, resource)


def created(creation: Creation) -> Steps:
    """The requests that create one resource."""
    handler = handlers().get(creation.made.type)
    if handler is not None:
        yield from _handled(handler, creation)
        return
    listed = reference.handlers(creation.made.type)
    asked = (listed.create or ()) if listed else ()
    making = _making(creation.made.type, asked)
    if making is None:
        what = f"what creating a resource of type {creation.made.type} takes"
        says = f"create `{creation.made.place}`"
        yield creation.maker.unknown(says, what, PAGE)
        return
    yield from called(making, creation)
    own = making.partition(":")[0]
    for action in asked:
        if action != making and action.partition(":")[0] == own:
            says = f"look after `{creation.made.place}`"
            yield creation.ask(action, says=says, optional=True)


def called(action: str, creation: Creation) -> Steps:
    """The call that makes it: the same as when anybody else makes it, where that is known."""
    operation, properties = operations().get(action), creation.made.properties
    if operation is None or properties is None:
        yield creation.ask(action)
        return
    row = of_cloudformation(creation.made.type)
    named = row.named_by if isinstance(row, ResourceType) else None
    if named is not None and creation.resource is not None:
        name = Node(creation.resource.name, properties.span)
        properties = replace(properties, value={**properties.mapping, named: name})
    yield from operation.steps(creation.maker, properties)


def _handled(handler: Handler, creation: Creation) -> Steps:
    """What the table of a type says."""
    context, absent = _keys(handler, creation)
    for action in handler.create:
        step = creation.ask(action, context=context)
        yield replace(step, absent=absent)
    for route, actions in handler.given.items():
        if creation.has(route):
            for action in actions:
                step = creation.ask(action, says=_says(creation, route), context=context)
                yield replace(step, absent=absent)
    for route, service in handler.passes.items():
        for role in creation.texts(route):
            yield creation.maker.pass_role(creation.maker.role_named(role), service, PAGE)
    for route, bucket, key in handler.reads:
        for place in creation.at(route):
            yield from read_at(creation, place, bucket, key)
    yield from handler.steps(creation)
    for action in handler.aside:
        says = f"look after `{creation.made.place}`"
        yield creation.ask(action, says=says, optional=True)


def read_at(creation: Creation, place: Node, bucket: str, key: str) -> Iterator[Step]:
    """An object in S3, as a mapping with members of these names or as `s3://…`.

    A path of a file is none: what a template says before it is packaged, nobody reads at AWS.
    """
    if (place.text or "").startswith("s3://"):
        whole = (place.text or "").removeprefix("s3://")
        yield from read_object(creation, *whole.split("/", 1))
    else:
        version = place.text_at("S3ObjectVersion") or place.text_at("Version")
        yield from read_object(creation, place.text_at(bucket), place.text_at(key), version)


def read_object(
    creation: Creation,
    bucket: str | None = None,
    key: str | None = None,
    version: str | None = None,
) -> Iterator[Step]:
    """An object that the making reads, as whoever makes it: code, a definition, a template.

    One version of it is another right (AmazonS3/latest/API/API_GetObject.html).
    """
    if bucket and key:
        target = f"arn:{creation.maker.partition}:s3:::{bucket}/{key}"
        says = f"read what `{creation.made.place}` is made of"
        action = "s3:GetObjectVersion" if version else "s3:GetObject"
        yield replace(creation.ask(action, target, says=says, local=True), page=_READ)


def _says(creation: Creation, route: str) -> str:
    return f"set `{route.partition('.')[0].removesuffix('[]')}` of `{creation.made.place}`"


def _keys(handler: Handler, creation: Creation) -> tuple[dict[str, ContextValue], frozenset[str]]:
    """The context keys that the properties bring, and those that they do not."""
    found: dict[str, ContextValue] = {}
    for key, route in handler.keys.items():
        texts = creation.texts(route)
        if texts:
            found[key] = texts if "[]" in route else texts[0]
    return found, frozenset(handler.keys.keys() - found.keys())


def _making(type: str, actions: tuple[str, ...]) -> str | None:
    """The action that makes a resource of the type: `CreateKind` or `PutKind`, else the first like it."""
    return _verb(type, "create", actions) or _verb(type, "put", actions) or _likely(actions)


def _verb(type: str, verb: str, actions: tuple[str, ...]) -> str | None:
    wanted = f"{verb}{type.rpartition(':')[2]}".lower()
    return next((a for a in actions if a.partition(":")[2].lower() == wanted), None)


def _likely(actions: tuple[str, ...]) -> str | None:
    names = {action.partition(":")[2].lower(): action for action in actions}
    verbs = ("create", "post", "put", "allocate", "register", "start", "add", "attach", "run")
    return next((names[n] for verb in verbs for n in names if n.startswith(verb)), None)


def abroad(account: str, creation: Creation) -> bool:
    """Is this another account than the maker's, as far as both are known?"""
    return surely_differ(account, creation.maker.account)
