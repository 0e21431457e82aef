"""Voice: what one layer says about one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .answer import NO, Answer, some, unknown
from .layers import Layer
from .match import speaks_about, ways
from .policy import Effect, PolicyKind, Statement
from .principal import By
from .request import Request
from .truth import Truth


@dataclass(frozen=True, slots=True)
class Voice:
    """Whether a layer allows and whether it denies, and by which statements.

    `by` splits the allowing of a resource policy by the way it names the principal; `gateway`:
    is this the policy of a gateway endpoint, which reads principals in its own way.
    `allowing` and `denying` hold the statements that apply, or could.
    """

    kind: PolicyKind
    name: str
    layer: Layer
    allows: Answer
    denies: Answer
    by: Mapping[By, Answer] = field(default_factory=dict)
    allowing: tuple[Statement, ...] = ()
    denying: tuple[Statement, ...] = ()
    gateway: bool = False


def hear(
    layer: Layer,
    kind: PolicyKind,
    request: Request,
    *,
    name: str = "",
    bounded: Answer = NO,
    gateway: bool = False,
) -> Voice:
    """What a layer says. A layer that nobody holds, or can read whole, may say anything."""
    by: dict[By, list[Answer]] = {}
    allowing: list[tuple[Statement, Answer]] = []
    denying: list[tuple[Statement, Answer]] = []
    splits = kind in (PolicyKind.RESOURCE, PolicyKind.TRUST)
    for statement in (one for policy in layer.policies for one in policy.statements):
        if splits and statement.effect is Effect.ALLOW:
            said = _by_way(statement, request, by)
        else:
            said = speaks_about(statement, request, bounded=bounded, gateway=gateway)
        if not said.is_no:
            (allowing if statement.effect is Effect.ALLOW else denying).append((statement, said))
    hidden = _hidden(layer, kind)
    for one in By if splits and hidden.is_open else ():
        by.setdefault(one, []).append(hidden)
    return Voice(
        kind,
        name or layer_name(layer, kind),
        layer,
        allows=some((*(said for _, said in allowing), hidden)),
        denies=some((*(said for _, said in denying), hidden)),
        by={way: some(answers) for way, answers in by.items()},
        allowing=_surest(allowing),
        denying=_surest(denying),
        gateway=gateway,
    )


def _by_way(statement: Statement, request: Request, by: dict[By, list[Answer]]) -> Answer:
    """Does the statement apply, in whichever way? Each way is noted in `by`."""
    found = ways(statement, request)
    for way, said in found.items():
        by.setdefault(way, []).append(said)
    return some(found.values())


def _hidden(layer: Layer, kind: PolicyKind) -> Answer:
    """What cannot be read of a layer, as something that may allow and may deny."""
    names = [policy.unresolved for policy in layer.policies if policy.unresolved]
    if not layer.held:
        names.append(layer.absent or f"the {kind} policy")
    return unknown(*names) if names else NO


def layer_name(layer: Layer, kind: PolicyKind) -> str:
    """What a layer is called: as its only policy, else as its kind."""
    names = {policy.name for policy in layer.policies if policy.name}
    return names.pop() if len(names) == 1 else str(kind)


def _surest(found: list[tuple[Statement, Answer]]) -> tuple[Statement, ...]:
    """Those that apply; where none surely does, those that may."""
    sure = tuple(statement for statement, said in found if said.truth is Truth.YES)
    return sure or tuple(statement for statement, _ in found)
