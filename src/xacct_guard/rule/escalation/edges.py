"""Edges: what each role or user of the estate can come to hold at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ...graph.model import Role
from .about import EVERYTHING
from .by_iam import itself, made_new, rewritten
from .by_service import kept, passed
from .edge import Edge
from .estate import Estate
from .inquiry import Inquiry
from .method import Method, Takes
from .methods import methods_with

_ASSUME = "sts:AssumeRole"
_BY: Mapping[Takes, Callable[[Method, Inquiry, Estate], Iterator[Edge]]] = {
    Takes.PASSED: passed,
    Takes.KEPT: kept,
    Takes.ROLE: rewritten,
    Takes.USER: rewritten,
    Takes.SELF: itself,
    Takes.NEW: made_new,
}


def edges_of(role: Role, estate: Estate) -> Iterator[Edge]:
    """What a role can come to hold by every method that its policies speak of, and by assuming."""
    inquiry = estate.inquiry(role)
    passed_to: set[str] = set()
    for method in methods_with(inquiry.speech.actions):
        if method.service in passed_to:
            continue  # by another method the same roles
        for edge in _BY[method.takes](method, inquiry, estate):
            passed_to |= {method.service} - {""}
            yield edge
    yield from _assumed(inquiry, estate)


def _assumed(inquiry: Inquiry, estate: Estate) -> Iterator[Edge]:
    """The roles that may be assumed as things are."""
    role, entries = inquiry.role, inquiry.entries(_ASSUME)
    those = {end.arn: end for end in estate.trusting_role(role).find((EVERYTHING,))}
    for name in (role.arn, role.account, EVERYTHING):
        those |= {end.arn: end for end in estate.naming(name, entries)}
    for end in those.values():
        decision = inquiry.may(_ASSUME, end.arn)
        if decision is not None and end.arn != role.arn:
            yield Edge(role, end, (decision,))
