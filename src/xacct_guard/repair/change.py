"""Change: one edit of one policy, and what the layers say once it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..iam.layers import Layer, Layers
from ..iam.policy import Policy, PolicyKind, Statement
from ..span import Source, Span

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """A statement to add to a policy, or (`instead`) one to put in the place of another.

    `to` is the ARN of the role or resource that carries the policy, for control policies the
    account's id; `level` counts their levels from 0. `where` is the same in words, `written` the
    text to paste (symbols inside), `says` what to do in one line. `at` is the policy, or what
    should carry one.
    """

    kind: PolicyKind
    to: str
    where: str
    says: str
    written: Json
    statement: Statement
    at: Span | None = None
    instead: Statement | None = None
    level: int = 0


def changed(layers: Layers, changes: Iterable[Change]) -> Layers:
    """The layers once all the changes are made."""
    for change in changes:
        layers = _changed(layers, change)
    return layers


def edited(policy: Policy, change: Change) -> Policy:
    """The policy with the change's statement in it."""
    if change.instead is None:
        return replace(policy, statements=(*policy.statements, change.statement))
    statements = (change.statement if one == change.instead else one for one in policy.statements)
    return replace(policy, statements=tuple(statements))


def alone(change: Change) -> Policy:
    """A policy that says nothing but the change's statement."""
    at = change.at or Span(Source("(to be added)", ""))
    return Policy(change.kind, change.where, (change.statement,), at, "2012-10-17")


def _changed(layers: Layers, change: Change) -> Layers:
    match change.kind:
        case PolicyKind.IDENTITY:
            return replace(layers, identity=_edited(layers.identity, change))
        case PolicyKind.RESOURCE | PolicyKind.TRUST:
            return replace(layers, resource=_edited(layers.resource, change))
        case PolicyKind.BOUNDARY:
            return replace(layers, boundary=_edited(layers.boundary, change))
        case PolicyKind.SESSION:
            return replace(layers, session=_edited(layers.session, change))
        case PolicyKind.ENDPOINT:
            return replace(layers, endpoint=_edited(layers.endpoint, change))
        case PolicyKind.SCP:
            return replace(layers, scps=_at_level(layers.scps, change))
        case PolicyKind.RCP:
            return replace(layers, rcps=_at_level(layers.rcps, change))


def _at_level(levels: tuple[Layer, ...], change: Change) -> tuple[Layer, ...]:
    return tuple(
        _edited(layer, change) if level == change.level else layer
        for level, layer in enumerate(levels)
    )


def _edited(layer: Layer | None, change: Change) -> Layer:
    held = layer or Layer()
    if change.instead is None:
        return replace(held, policies=(*held.policies, alone(change)))
    return replace(held, policies=tuple(edited(policy, change) for policy in held.policies))
