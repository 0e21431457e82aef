"""Roles that a service acts as, and what it does is somebody else's to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...graph.model import Resource, Role
from ...iam.decision import Decision
from .about import NEW
from .edge import Anybody, Edge
from .estate import Estate
from .inquiry import Inquiry
from .method import Method


def passed(method: Method, inquiry: Inquiry, estate: Estate) -> Iterator[Edge]:
    """Roles passed to a service: any that trusts it, and those known."""
    service, account = method.service, inquiry.role.account
    any_role = inquiry.may_pass(f"arn:{inquiry.home[0]}:iam::{account}:role/{NEW}", service)
    known = tuple(_known(service, inquiry, estate))
    made = _made(method, inquiry, estate) if any_role or known else None
    if made is None:
        return
    if any_role:
        yield Edge(inquiry.role, Anybody(account, service), (any_role, *made), method)
    for role, said in known:
        yield Edge(inquiry.role, role, (said, *made), method)


def _known(service: str, inquiry: Inquiry, estate: Estate) -> Iterator[tuple[Role, Decision]]:
    shelf = estate.trusting(inquiry.role.account, service)
    for role in shelf.find(inquiry.entries("iam:PassRole", service)):
        said = inquiry.may_pass(role.arn, service)
        if said and role.arn != inquiry.role.arn and estate.is_taken_on(role, service):
            yield role, said


def _made(method: Method, inquiry: Inquiry, estate: Estate) -> tuple[Decision, ...] | None:
    """The requests that put a service to work, on what is new or on something that is there."""
    if not method.thing:
        return inquiry.may_all(method.actions)
    those = _things(method, inquiry, estate)
    tried = (inquiry.may_all(method.actions, _given(thing)) for thing in those)
    return next(filter(None, tried), None)


def _things(method: Method, inquiry: Inquiry, estate: Estate) -> tuple[Resource, ...]:
    entries = inquiry.entries(method.actions[0])
    return estate.things(inquiry.role.account, method.thing).find(entries)


def _given(thing: Resource) -> Mapping[str, str]:
    """The thing's ARN, by the name that the authorization reference has for its type."""
    return {thing.type.partition(":")[2].lower(): thing.arn}


def kept(method: Method, inquiry: Inquiry, estate: Estate) -> Iterator[Edge]:
    """The roles of things that may be told to do something else."""
    for thing in _things(method, inquiry, estate):
        role = estate.role_of(thing)
        if role is None or role.arn == inquiry.role.arn or not estate.leads_on(role):
            continue
        made = inquiry.may_all(method.actions, _given(thing))
        if made is not None:
            yield Edge(inquiry.role, role, made, method)
