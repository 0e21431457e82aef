"""World: who asks for what, in which circumstances. Its policies are written afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xacct_guard.iam.callers import cannot_call
from xacct_guard.iam.case import principal_of
from xacct_guard.iam.request import Context

from .draw import Draw
from .vocabulary import (
    HAS_IDENTITY,
    IDP,
    KEYS,
    LINKED,
    PRINCIPALS,
    ROLE,
    SERVICE,
    SESSION,
    SLR,
    TARGETS,
    A,
    B,
    Target,
)

Json = Any


@dataclass(frozen=True, slots=True)
class World:
    """What a scenario is about, before its policies are written."""

    principal: str
    target: Target
    owner: str
    context: dict[str, Json]

    @property
    def resource(self) -> str:
        return self.target.resource.format(self.owner)

    @property
    def keys(self) -> list[str]:
        """The keys a condition may ask about."""
        elsewhere = {key for target in TARGETS for key in target.keys} - set(self.target.keys)
        unsaid = {"aws:PrincipalType"} if self.principal in (SERVICE, IDP) else set()
        given = [key for key in self.context if key in KEYS]
        return [*(key for key in KEYS if key not in elsewhere | unsaid), *given, *given, *given]


def world_of(draw: Draw) -> World:
    principal = draw.weighted(PRINCIPALS)
    fitting = [one for one in TARGETS if _fits(one, principal)]
    target = draw.weighted({one: one.often for one in fitting})
    at_home = not target.policy and target.resource == "*"
    owner = B if draw.once_in(3) and not at_home and principal != IDP else A
    return World(principal, target, owner, _context(draw, principal, target))


def _fits(target: Target, principal: str) -> bool:
    """Providers only assume roles, and nobody else does so with their tokens.

    Who cannot call an operation is not asked for it: the peer leaves that to whoever asks it.
    """
    if cannot_call(principal_of(principal, None, Context()).kind, target.action.lower()):
        return False
    with_token = target.action == "sts:AssumeRoleWithWebIdentity"
    if principal == IDP or with_token:
        return with_token and principal == IDP
    return target.policy or principal in HAS_IDENTITY


def _context(draw: Draw, principal: str, target: Target) -> dict[str, Json]:
    elsewhere = {key for one in TARGETS for key in one.keys} - set(target.keys)
    may_have = [key for key, key_ in KEYS.items() if key_.held and key not in elsewhere]
    likely = [key for key in target.keys if not draw.once_in(3)]
    named = dict.fromkeys([*draw.some(may_have, 6), *likely, "aws:CurrentTime", "aws:EpochTime"])
    context: dict[str, Json] = {key: _held(draw, key) for key in named}
    if principal == LINKED:
        context["aws:PrincipalArn"] = SLR
    elif principal == SESSION and draw.once_in(6):
        context["aws:PrincipalArn"] = draw.one((ROLE, f"arn:aws:iam::{A}:role/ml/Train"))
    return context


def _held(draw: Draw, key: str) -> Json:
    known = KEYS[key]
    if not known.several:
        return draw.one(known.held)
    values = [one for one in known.held if draw.once_in(2)]
    return values if values or draw.once_in(4) else [draw.one(known.held[:2])]
