"""The narrowest edit by which a Deny no longer speaks about one request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..iam.conditions import operators
from ..iam.context import look_up
from ..iam.match import speaks_about
from ..iam.policy import Condition, PolicyKind, Statement, Written
from ..iam.request import PrincipalKind, Request
from ..iam.symbol import shown
from .change import Json
from .grant import is_open, named, pattern_of

_OWN = (PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION)


@dataclass(frozen=True, slots=True)
class Exemption:
    """The Deny as it should be, the elements that change as they are then written, and in words."""

    statement: Statement
    written: Json
    says: str


def exemption(statement: Statement, kind: PolicyKind, request: Request) -> Exemption | None:
    """The first edit that takes the request out of the Deny; None where none was found."""
    return next(
        (
            found
            for found in _each(statement, kind, request)
            if speaks_about(found.statement, request).is_no
        ),
        None,
    )


def _each(statement: Statement, kind: PolicyKind, request: Request) -> Iterator[Exemption]:
    """A Deny of the role's own policies is about what it does, one of others about who does it."""
    yield from _listed(statement, request, of_principal=True)
    if kind in _OWN:
        yield from _elements(statement, request)
        yield from _listed(statement, request, of_principal=False)
    yield from _by_principal(statement, request)


def _listed(statement: Statement, request: Request, *, of_principal: bool) -> Iterator[Exemption]:
    """One more value in a condition that already lists exceptions."""
    for condition in statement.conditions:
        about_principal = condition.key.lower() == "aws:principalarn"
        negated = operators()[condition.operator.lower()].negated
        if not negated or condition.set_operator or about_principal is not of_principal:
            continue
        held = look_up(request, condition.key)
        if isinstance(held, str) and held and not is_open(held):
            yield _with_value(statement, condition, held)


def _with_value(statement: Statement, condition: Condition, value: str) -> Exemption:
    values = (*condition.values, Written(value, condition.span))
    changed = replace(condition, values=values)
    conditions = tuple(changed if one == condition else one for one in statement.conditions)
    operator = condition.operator + ("IfExists" if condition.if_exists else "")
    written = {operator: {condition.key: [one.text for one in values]}}
    return Exemption(
        replace(statement, conditions=conditions),
        {"Condition": written},
        f"list `{shown(value)}` under its `{operator}` of `{condition.key}`",
    )


def _elements(statement: Statement, request: Request) -> Iterator[Exemption]:
    """One more entry under NotAction or NotResource, or one less under Action."""
    action = Written(request.action, statement.span)
    resource = Written(pattern_of(request.resource), statement.span)
    if statement.not_actions:
        entries = (*statement.not_actions, action)
        yield _with(replace(statement, not_actions=entries), "NotAction", entries)
    if statement.not_resources:
        entries = (*statement.not_resources, resource)
        yield _with(replace(statement, not_resources=entries), "NotResource", entries)
    if kept := tuple(w for w in statement.actions if w.text.lower() != request.action.lower()):
        yield _with(replace(statement, actions=kept), "Action", kept)
    if [one.text for one in statement.resources] == ["*"] and request.resource != "*":
        narrowed = replace(statement, resources=(), not_resources=(resource,))
        yield _with(narrowed, "NotResource", (resource,), instead_of="Resource")


def _with(
    statement: Statement, element: str, entries: tuple[Written, ...], *, instead_of: str = ""
) -> Exemption:
    place = f"`{element}` instead of `{instead_of}`" if instead_of else f"`{element}`"
    return Exemption(statement, {element: [one.text for one in entries]}, f"write this {place}")


def _by_principal(statement: Statement, request: Request) -> Iterator[Exemption]:
    """A condition that leaves out whoever asks."""
    who = named(request)
    if who is None or request.principal.kind is PrincipalKind.PROVIDER:
        return
    value = str(next(iter(who.values())))
    operator, key = "ArnNotEquals", "aws:PrincipalArn"
    if request.principal.kind is PrincipalKind.SERVICE:
        operator, key = "StringNotEquals", "aws:PrincipalServiceName"
    elif is_open(request.principal.role or request.principal.arn):
        operator, key, value = "StringNotEquals", "aws:PrincipalAccount", value.split(":")[4]
    condition = Condition(operator, key, (Written(value, statement.span),), statement.span)
    yield Exemption(
        replace(statement, conditions=(*statement.conditions, condition)),
        {"Condition": {operator: {key: value}}},
        f"leave `{shown(value)}` out by a further condition",
    )
