"""Things: what differs between two estates, whatever its order and layout."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import chain
from typing import TypeVar

from ..graph.access_graph import AccessGraph
from ..graph.model import Account, Resource, Role
from ..iam.arn import Arn
from ..span import Node
from .asking import OF_ORGANIZATIONS, policies_ask
from .change import Kind, Thing
from .in_force import Sides
from .shape import shapes

_T = TypeVar("_T")
ENDPOINT = "ec2:vpc-endpoint"
_SETTINGS = ("public_access_block",)
"""Facts of a resource that decide requests; the type of an endpoint is another."""


def things(sides: Sides) -> tuple[Thing, ...]:
    """What differs, by account."""
    found = chain(_accounts(sides), _roles(sides), _resources(sides))
    return tuple(sorted(found, key=lambda one: (one.account, one.name, one.kind)))


def _accounts(sides: Sides) -> Iterator[Thing]:
    for id in sorted({*sides.old.accounts, *sides.new.accounts}):
        old, new = sides.old.accounts.get(id), sides.new.accounts.get(id)
        known = new or old
        span = known.span if known else None
        if _levels(old, "scps") != _levels(new, "scps"):
            yield Thing(Kind.SCP, id, id, span)
        if _levels(old, "rcps") != _levels(new, "rcps"):
            yield Thing(Kind.RCP, id, id, span)
    yield from _moved(sides)


def _moved(sides: Sides) -> Iterator[Thing]:
    """The accounts whose place in the organization differs; where one side tells of none, if policies ask."""
    both = (sides.old.accounts, sides.new.accounts)
    every = {id: known for each in both for id, known in each.items()}
    moved = [id for id in sorted(every) if standing(sides.old, id) != standing(sides.new, id)]
    on_both = [id for id in moved if all(id in each for each in both)]
    if moved != on_both and policies_ask(sides, OF_ORGANIZATIONS):
        on_both = moved
    yield from (Thing(Kind.ORGANIZATION, id, id, every[id].span) for id in on_both)


def _levels(account: Account | None, kind: str) -> Hashable:
    levels = getattr(account, kind) if account is not None else None
    return tuple(map(shapes, levels or ()))


def standing(graph: AccessGraph, id: str) -> Hashable:
    """What an account has to do with the organization; nobody says so of one that is not told of."""
    account = graph.accounts.get(id)
    organization = graph.organization if account is not None else None
    return organization, account is not None and account.is_management


def _roles(sides: Sides) -> Iterator[Thing]:
    for arn, old, new in _both(sides.old.roles, sides.new.roles):
        role = new or old
        if role is None:  # pragma: no cover - one of the two has it
            continue
        how = role.account, arn, role.span, old is None, new is None
        if old is None or new is None or _own(old) != _own(new):
            yield Thing(Kind.PRINCIPAL, *how)
        trusts = (shapes((one.trust,)) if one and one.trust else None for one in (old, new))
        if len(set(trusts)) > 1:
            yield Thing(Kind.TRUST, *how)


def _own(role: Role) -> Hashable:
    boundary = shapes((role.boundary,)) if role.boundary else None
    absent = None if role.held else role.absent
    return shapes(role.identity), boundary, role.held, absent, tags_of(role)


def tags_of(role: Role) -> Hashable:
    """The tags of a role or user."""
    return frozenset(role.tags.known.items()), role.tags.whole


def _resources(sides: Sides) -> Iterator[Thing]:
    grants = sides.old.grants, sides.new.grants
    for arn, old, new in _both(sides.old.resources, sides.new.resources):
        resource = new or old
        if resource is None:  # pragma: no cover - one of the two has it
            continue
        granted = tuple(frozenset(map(repr, each.get(arn, ()))) for each in grants)
        if _says(old) == _says(new) and granted[0] == granted[1] and not has_moved(old, new):
            continue
        kind = Kind.ENDPOINT if resource.type == ENDPOINT else Kind.RESOURCE
        yield Thing(kind, resource.account, arn, resource.span, old is None, new is None)
    for arn, before, after in _both(*grants):
        is_held = arn in sides.old.resources or arn in sides.new.resources
        if not is_held and frozenset(map(repr, before or ())) != frozenset(map(repr, after or ())):
            yield Thing(Kind.RESOURCE, account_of(arn), arn, None)


def has_moved(old: Resource | None, new: Resource | None) -> bool:
    """Is it on both sides, and does it belong to somebody else on each? The ARN of a bucket tells of nobody."""
    return old is not None and new is not None and old.account != new.account


def account_of(arn: str) -> str:
    """The account that an ARN names, if it does."""
    parsed = Arn.parse(arn)
    return parsed.account if parsed is not None else ""


def _says(resource: Resource | None) -> Hashable:
    """What its policy and settings say; a resource that is not there says nothing."""
    if resource is None:
        return None, True, ()
    policy = shapes((resource.policy,)) if resource.policy else None
    return policy, resource.policy_held, settings_of(resource)


def settings_of(resource: Resource) -> Hashable:
    """The settings of a resource that decide requests."""
    return tuple(_plain(resource.facts.get(name)) for name in _SETTINGS)


def _plain(node: Node | None) -> Hashable:
    if node is None:
        return None
    return tuple(
        sorted((key, text) for key, each in node.mapping.items() if (text := each.text) is not None)
    )


def _both(
    old: Mapping[str, _T], new: Mapping[str, _T]
) -> Iterator[tuple[str, _T | None, _T | None]]:
    """Each of either, with what it is in both; what is the same object is left out."""
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if before is not after:
            yield name, before, after
