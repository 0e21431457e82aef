"""Principals that may be made, rewritten or taken over with IAM itself."""

from __future__ import annotations

from collections.abc import Iterator

from ...graph.model import Role
from ...iam.arn import Arn
from ...iam.policy import PolicyKind
from ...iam.truth import Truth
from .about import NEW, kinds, some
from .edge import Administrator, Anybody, Edge
from .estate import Estate, is_user
from .inquiry import Inquiry
from .method import Method, Takes
from .speech import EVERYTHING


def rewritten(method: Method, inquiry: Inquiry, estate: Estate) -> Iterator[Edge]:
    """Other roles or users: whoever it be, else those known. A boundary holds whatever is written."""
    kind, account = method.takes.value, inquiry.role.account
    anybody = inquiry.may_all(method.actions, {kind: _anybody(kind, inquiry)})
    if anybody is not None:
        yield Edge(inquiry.role, _gain(method, account), anybody, method)
        return
    shelf = estate.roles(account) if method.takes is Takes.ROLE else estate.users(account)
    for other in shelf.find(inquiry.entries(method.actions[0])):
        bounded = method.empowers and other.boundary is not None
        if other.arn == inquiry.role.arn or bounded:
            continue
        made = inquiry.may_all(method.actions, {kind: other.arn})
        if made is not None:
            end = Administrator(account) if method.empowers else other
            yield Edge(inquiry.role, end, made, method)


def _anybody(kind: str, inquiry: Inquiry) -> str:
    return f"arn:{inquiry.home[0]}:iam::{inquiry.role.account}:{kind}/{NEW}"


def _gain(method: Method, account: str) -> Administrator | Anybody:
    if method.empowers:
        return Administrator(account)
    return Anybody(account, users=method.takes is Takes.USER)


def made_new(method: Method, inquiry: Inquiry, _: Estate) -> Iterator[Edge]:
    """A principal of one's own making: every request is about the same name."""
    yield from _of_one_name(method, inquiry)


def _of_one_name(method: Method, inquiry: Inquiry) -> Iterator[Edge]:
    first = method.actions[0]
    kind, template = kinds(first)[0]
    for arn in some(template, inquiry.entries(first), inquiry.home):
        made = inquiry.may_all(method.actions, {kind: arn})
        if made is not None:
            yield Edge(inquiry.role, Administrator(inquiry.role.account), made, method)
            return


def itself(method: Method, inquiry: Inquiry, _: Estate) -> Iterator[Edge]:
    """The caller's own policies, boundary and groups."""
    role = inquiry.role
    kind, _template = kinds(method.actions[0])[0]
    if kind == "group":
        if is_user(role) and role.boundary is None:
            yield from _of_one_name(method, inquiry)
        return
    for given in _own(role, kind):
        made = inquiry.may_all(method.actions, {kind: given})
        if made is not None and _gains(method, inquiry):
            yield Edge(role, Administrator(role.account), made, method)
            return


def _own(role: Role, kind: str) -> Iterator[str]:
    """What of the caller's a request can be about: itself, or a policy that its account can edit."""
    if kind == "policy":
        for written in role.managed:
            arn = Arn.parse(written.text)
            if arn is not None and arn.account == role.account:
                yield written.text
    elif kind == ("user" if is_user(role) else "role"):
        yield role.arn


def _gains(method: Method, inquiry: Inquiry) -> bool:
    """Would it help? A policy does not, within a boundary; without one, what is allowed already may."""
    if not method.actions[0].endswith("PermissionsBoundary"):
        return inquiry.role.boundary is None
    decision = inquiry.answer(EVERYTHING, _anybody("role", inquiry))
    identity = (o.allows for o in decision.outcomes if o.kind is PolicyKind.IDENTITY)
    return decision.denied_by is PolicyKind.BOUNDARY and Truth.YES in identity
