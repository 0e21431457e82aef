"""Shapes: what policies say, whatever their order, layout and place."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from ..iam.layers import Layer
from ..iam.policy import Condition, Policy, Principals, Statement, Written


def shape(statement: Statement) -> Hashable:
    """Statements of one shape say the same."""
    return (
        statement.effect,
        _principals(statement.principals),
        _principals(statement.not_principals),
        frozenset(one.text.lower() for one in statement.actions),
        frozenset(one.text.lower() for one in statement.not_actions),
        _texts(statement.resources),
        _texts(statement.not_resources),
        frozenset(map(_condition, statement.conditions)),
        statement.variables,
        statement.completes,
    )


def shapes(policies: Iterable[Policy]) -> frozenset[Hashable]:
    """The shapes of all statements, and what of the documents nobody could read."""
    given = tuple(policies)
    unread = ((one.kind, one.unresolved) for one in given if one.unresolved)
    return frozenset((*(shape(each) for one in given for each in one.statements), *unread))


def outline(layer: Layer | None) -> Hashable:
    """Layers of one outline decide alike; None, one without policies and one not held differ."""
    if layer is None:
        return None
    return layer.held, None if layer.held else layer.absent, shapes(layer.policies)


def _texts(written: Iterable[Written]) -> frozenset[str]:
    return frozenset(one.text for one in written)


def _principals(element: Principals | None) -> Hashable:
    if element is None:
        return None
    parts = (element.aws, element.service, element.federated, element.canonical_user)
    return tuple(map(_texts, parts))


def _condition(condition: Condition) -> Hashable:
    how = condition.operator, condition.set_operator, condition.if_exists
    return how, condition.key.lower(), _texts(condition.values)
