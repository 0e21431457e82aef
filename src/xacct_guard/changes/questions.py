"""Questions: the frames that together ask everything about one thing that differs.

They are asked in order: the first name somebody and something of the estate, which a reader knows; the last
leave open who and what, and so prove that nothing is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from ..graph.access_graph import AccessGraph
from ..graph.container import extent
from ..graph.model import Role
from ..iam.arn import Arn
from ..iam.compare import NoNewAccess, compare
from ..iam.pattern import match
from ..iam.policy import Policy, Statement
from ..iam.symbol import has_symbol
from ..iam.truth import Truth
from .change import Kind, Thing
from .focus import ANYTHING, EVERYTHING, Focus, foci
from .frame import Frame
from .giving import giving
from .in_force import Sides
from .search import held_at
from .shape import shapes
from .things import account_of, settings_of

ANYONE = "*"
_KNOWN = 8
"""Resources or roles of the estate that are tried before anything at all, for the sake of the reader."""


@dataclass(frozen=True, slots=True)
class Question:
    """One difference, and the frames that ask about it."""

    focus: Focus
    frames: Iterable[Frame]


def questions(thing: Thing, sides: Sides) -> Iterator[Question]:
    """What to ask so that nothing that `sides.new` allows anew because of the thing is left out."""
    if not _is_there(thing, sides.new):
        return
    of_kind = _OF_KIND[thing.kind]
    for focus in _differences(thing, sides):
        yield Question(focus, of_kind(thing, focus, sides))


def _is_there(thing: Thing, graph: AccessGraph) -> bool:
    """What is not there allows nothing; an account is, whether or not anybody gave it."""
    if thing.kind in (Kind.PRINCIPAL, Kind.TRUST):
        return thing.name in graph.roles
    if thing.kind in (Kind.RESOURCE, Kind.ENDPOINT):
        return thing.name in graph.resources or thing.name in graph.grants
    return True


def _differences(thing: Thing, sides: Sides) -> tuple[Focus, ...]:
    old, new = (_layers_of(thing, graph) for graph in (sides.old, sides.new))
    if thing.kind in (Kind.SCP, Kind.RCP) and len(old) != len(new):
        return (EVERYTHING,)
    found = tuple(
        focus
        for before, after in zip_longest(old, new, fillvalue=())
        for focus in foci(before, after)
    )
    frames = (_around(thing, graph) for graph in (sides.old, sides.new))
    return found if len(set(map(repr, frames))) == 1 else (*found, EVERYTHING)


def _layers_of(thing: Thing, graph: AccessGraph) -> tuple[tuple[Policy, ...], ...]:
    """The policies that belong to a thing, those of one layer together."""
    role, resource = graph.roles.get(thing.name), graph.resources.get(thing.name)
    account = graph.accounts.get(thing.name)
    match thing.kind:
        case Kind.PRINCIPAL:
            bounds = (role.boundary,) if role and role.boundary else ()
            return (role.identity if role else (), bounds)
        case Kind.TRUST:
            return ((role.trust,) if role and role.trust else (),)
        case Kind.SCP:
            return (account.scps or ()) if account else ()
        case Kind.RCP:
            return (account.rcps or ()) if account else ()
    return ((resource.policy,) if resource and resource.policy else (),)


def _around(thing: Thing, graph: AccessGraph) -> object:
    """What may differ beside the statements."""
    role, resource = graph.roles.get(thing.name), graph.resources.get(thing.name)
    every = (one.unresolved for each in _layers_of(thing, graph) for one in each)
    unread = tuple(one for one in every if one)
    match thing.kind:
        case Kind.PRINCIPAL:
            bounds = role.boundary is not None if role else False
            return role is None, role and (role.held, role.absent), bounds, unread
        case Kind.TRUST:
            return role is not None and role.trust is not None, unread
        case Kind.RESOURCE | Kind.ENDPOINT:
            grants = sorted(map(repr, graph.grants.get(thing.name, ())))
            says = resource and (resource.policy_held, settings_of(resource))
            bare = says if says != (True, (None,)) else None
            if bare is not None:  # whether a policy is public hangs on all of its statements
                says_all = sorted(map(repr, shapes(_layers_of(thing, graph)[0])))
                return bare, grants, unread, says_all
            is_open = thing.kind is Kind.ENDPOINT and bool(resource and resource.policy)
            return bare, grants, unread, is_open
    return unread


def _of_principal(thing: Thing, focus: Focus, sides: Sides) -> Iterator[Frame]:
    """On resources that the focus names, on those that name the role, then on any other."""
    role = thing.name
    if focus.statement is None and (thing.is_new or thing.is_gone):
        yield from giving(role, focus, sides.new)
        return
    made, others = _parted(focus, sides)
    for arn in made:
        yield Frame(focus.actions, role=role, resource=arn, owner=_owner(arn, sides))
    for arn in () if made else _named(focus, sides):
        yield Frame(_on(arn, focus), role=role, resource=arn, owner=_owner(arn, sides))
    yield from giving(role, focus, sides.new)
    if others:
        anything = Frame(focus.actions, role=role, resources=others)
        yield anything
        yield from _abroad(anything, _owner(role, sides), sides)


def _abroad(frame: Frame, home: str, sides: Sides) -> Iterator[Frame]:
    """The same on what other accounts own, where control policies on resources bind what its own does."""
    account = sides.new.accounts.get(home)
    theirs = tuple(one for one in frame.resources if one.split(":")[4:5] != [home])
    if account is not None and account.rcps and theirs:
        yield replace(frame, resources=theirs, abroad=True)


def _parted(focus: Focus, sides: Sides) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the estates make under names that only a deployment gives, and all other patterns of a focus.

    A name of which only one thing can be the bearer stands for that and nothing else.
    """
    made: list[str] = []
    others: list[str] = []
    for text in focus.resources:
        held = held_at(text.removesuffix("/*"), sides) if has_symbol(text) else None
        if held is not None and text in extent(held[0]):
            made.append(held[0])
        else:
            others.append("*" if has_symbol(text) else text)
    return tuple(dict.fromkeys(made)), tuple(dict.fromkeys(others))


def _named(focus: Focus, sides: Sides) -> tuple[str, ...]:
    """Some resources of the estate that a focus is about, for a reader knows them."""
    services = {action.partition(":")[0].lower() for action in focus.actions}
    found: list[str] = []
    for arn in _known_arns(sides.new):
        parsed = Arn.parse(arn)
        if parsed is None or not services & {parsed.service, "*"}:
            continue
        if any(_meets(pattern, arn) for pattern in focus.resources):
            found.append(arn)
        if len(found) == _KNOWN:
            break
    return tuple(found)


def _on(arn: str, focus: Focus) -> tuple[str, ...]:
    """The actions of a focus that are of the service of a resource."""
    parsed = Arn.parse(arn)
    service = parsed.service if parsed else "*"
    service = "sts" if service == "iam" and focus.actions == ANYTHING else service
    of_service = (one for one in focus.actions if one.partition(":")[0].lower() in (service, "*"))
    return tuple(f"{service}:*" if one in ("*", "*:*") else one for one in of_service)


def _known_arns(graph: AccessGraph) -> Iterator[str]:
    yield from graph.resources
    yield from graph.roles


def _meets(pattern: str, arn: str) -> bool:
    if pattern.startswith(f"{arn}/"):
        return True
    return match(pattern, arn) is Truth.YES


def _principals(statement: Statement) -> frozenset[str]:
    each = (statement.principals, statement.not_principals)
    return frozenset(one.text for some in each if some for one in some.aws)


def _of_resource(thing: Thing, focus: Focus, sides: Sides) -> Iterator[Frame]:
    """By those whom its policy names, by anyone at all, and by the roles of its account."""
    arn, owner = thing.name, _owner(thing.name, sides)
    actions = ("sts:*",) if thing.kind is Kind.TRUST else focus.actions
    named = tuple(_roles_named(thing, focus, sides))
    public = (ANYONE,) if _is_for_everyone(focus) else ()
    asked = (*named, *public)
    yield from (Frame(actions, role=one, resource=arn, owner=owner) for one in asked)
    yield Frame(actions, resource=arn, owner=owner)
    yield from _at_home(thing, actions, named, sides)


def _is_for_everyone(focus: Focus) -> bool:
    """Does a statement let in whoever comes, or may it be something else than a statement that does?"""
    return focus.statement is None or ANYONE in _principals(focus.statement)


def _roles_named(thing: Thing, focus: Focus, sides: Sides) -> Iterator[str]:
    """The roles of the estate that the focus names, or the policies and grants of the resource."""
    policies = (*_layers_of(thing, sides.new), *_layers_of(thing, sides.old))
    every = (one for layer in policies for policy in layer for one in policy.statements)
    statements = (focus.statement,) if focus.statement else tuple(every)
    named = {text for one in statements for text in _principals(one)}
    if focus.statement is None:
        grants = (graph.grants.get(thing.name, ()) for graph in (sides.new, sides.old))
        named |= {grant.grantee for each in grants for grant in each}
    known = {**sides.old.roles, **sides.new.roles}
    yield from (text for text in sorted(named) if text in known)


def _at_home(
    thing: Thing, actions: tuple[str, ...], asked: Iterable[str], sides: Sides
) -> Iterator[Frame]:
    """The roles of its account, to whom its policy alone may give something."""
    owner, done = _owner(thing.name, sides), frozenset(asked)
    graphs = (sides.old, sides.new)
    known: Mapping[str, Role] = {one.arn: one for graph in graphs for one in graph.roles_in(owner)}
    roles = tuple(arn for arn in known if arn not in done)
    if not roles:
        return
    together = Frame(actions, resource=thing.name, owner=owner, among=roles)
    if isinstance(compare(*together.layers(sides), together.family(sides)), NoNewAccess):
        roles = tuple(arn for arn in roles if known[arn].boundary is not None)
    yield from (Frame(actions, role=arn, resource=thing.name, owner=owner) for arn in roles)


def _of_endpoint(thing: Thing, focus: Focus, sides: Sides) -> Iterator[Frame]:
    """By anyone who comes through it, to anything."""
    held = sides.new.resources[thing.name]
    if thing.name in sides.old.resources:
        through = {"aws:sourcevpce": held.name}
        yield Frame(focus.actions, resources=_known_patterns(focus), context=through)


def _of_scps(thing: Thing, focus: Focus, sides: Sides) -> Iterator[Frame]:
    """By some roles of the account that the estate holds, if anybody may; by anybody there."""
    resources = _known_patterns(focus)
    anybody = Frame(focus.actions, account=thing.account, resources=resources)
    for frame in (anybody, *_abroad(anybody, thing.account, sides)):
        if isinstance(compare(*frame.layers(sides), frame.family(sides)), NoNewAccess):
            continue
        for role in sides.new.roles_in(thing.account)[:_KNOWN]:
            yield replace(frame, role=role.arn, account=None)
        yield frame


def _of_rcps(thing: Thing, focus: Focus, sides: Sides) -> Iterator[Frame]:
    """By anyone, on some resources of the account that the estate holds, if on any; on anything there."""
    anything = Frame(focus.actions, resources=_known_patterns(focus), owner=thing.account)
    if isinstance(compare(*anything.layers(sides), anything.family(sides)), NoNewAccess):
        return
    held = (one for one in sides.new.resources.values() if one.account == thing.account)
    for _, resource in zip(range(_KNOWN), held, strict=False):
        yield Frame(focus.actions, resource=resource.arn, owner=thing.account)
    yield anything


def _known_patterns(focus: Focus) -> tuple[str, ...]:
    """The resources of a focus; anything where a deployment gives their names."""
    return ANYTHING if any(map(has_symbol, focus.resources)) else focus.resources


def _owner(arn: str, sides: Sides) -> str:
    for graph in (sides.new, sides.old):
        held = graph.roles.get(arn) or graph.resources.get(arn)
        if held is not None:
            return held.account
    return account_of(arn)


def _nothing(thing: Thing, focus: Focus, sides: Sides) -> Iterator[Frame]:  # noqa: ARG001
    """What cannot be asked."""
    yield from ()


_OF_KIND: Mapping[Kind, Callable[[Thing, Focus, Sides], Iterable[Frame]]] = {
    Kind.PRINCIPAL: _of_principal,
    Kind.RESOURCE: _of_resource,
    Kind.TRUST: _of_resource,
    Kind.ENDPOINT: _of_endpoint,
    Kind.SCP: _of_scps,
    Kind.RCP: _of_rcps,
    Kind.ORGANIZATION: _nothing,
}
