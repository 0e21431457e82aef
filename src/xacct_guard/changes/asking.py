"""ASKING: what policies ask for that no policy says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ..graph.access_graph import AccessGraph
from ..iam.policy import Policy, Statement, Written
from .in_force import Sides

OF_PRINCIPALS, OF_RESOURCES = ("principaltag/",), ("resourcetag/",)
OF_ORGANIZATIONS = ("orgid", "orgpaths")


def policies_ask(sides: Sides, for_what: tuple[str, ...]) -> bool:
    """Does a policy of either side ask for tags of principals, of resources, or for the organization?"""
    every = (policy for graph in (sides.old, sides.new) for policy in _policies(graph))
    return any(_asks(policy, for_what) for policy in every)


def _policies(graph: AccessGraph) -> Iterator[Policy]:
    """Every policy of an estate, and the control policies above its accounts."""
    yield from graph.policies()
    for account in graph.accounts.values():
        yield from (
            one for levels in (account.scps, account.rcps) for one in chain(*(levels or ()))
        )


def _asks(policy: Policy, for_what: tuple[str, ...]) -> bool:
    texts = (text.lower() for statement in policy.statements for text in _texts(statement))
    return any(key in text for text in texts for key in for_what)


def _texts(statement: Statement) -> Iterator[str]:
    written: list[Written] = [*statement.resources, *statement.not_resources]
    for condition in statement.conditions:
        yield condition.key
        written += condition.values
    yield from (one.text for one in written)
