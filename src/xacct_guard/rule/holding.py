"""Holding: a statement as it stands in the policy of one role or resource."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..graph.link import of_aws
from ..graph.model import Resource, Role
from ..iam.policy import Policy, Statement
from ..span import Span
from .facts import Facts, fact
from .statements import Statements


@dataclass(frozen=True, slots=True)
class Holding:
    """A statement, the policy it is in, and the role or resource that has the policy.

    A template that is deployed twice writes a statement once and lets two hold it, each with its own values.
    """

    holder: Role | Resource
    policy: Policy
    statement: Statement


@fact
def holdings(facts: Facts) -> Statements[Holding]:
    """Every statement that somebody of the estate wrote, once for each role or resource that has it."""
    every: tuple[Role | Resource, ...] = (
        *facts.graph.roles.values(),
        *facts.graph.resources.values(),
    )
    found = (
        Holding(holder, policy, statement)
        for holder in every
        for policy in _policies(holder)
        if not of_aws(policy)
        for statement in policy.statements
    )
    return Statements(found, lambda holding: holding.statement)


@fact
def holdings_of_resources(facts: Facts) -> tuple[Holding, ...]:
    """Those of resources alone."""
    return tuple(each for each in holdings(facts) if isinstance(each.holder, Resource))


@fact
def holdings_by_place(facts: Facts) -> dict[Span, tuple[Holding, ...]]:
    """The same, by where the statement is written."""
    found: dict[Span, list[Holding]] = {}
    for holding in holdings(facts):
        found.setdefault(holding.statement.span, []).append(holding)
    return {place: tuple(those) for place, those in found.items()}


def _policies(holder: Role | Resource) -> Iterator[Policy]:
    if isinstance(holder, Resource):
        yield from filter(None, (holder.policy,))
    else:
        yield from filter(None, (holder.trust, *holder.identity, holder.boundary))
