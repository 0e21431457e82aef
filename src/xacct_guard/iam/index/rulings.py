"""Rulings: what the law makes of what was heard, asked once for each combination."""

from __future__ import annotations

from typing import NamedTuple

from ..answer import NO as CLOSED
from ..answer import YES as GIVEN
from ..answer import unknown
from ..decide import judge
from ..decision import Verdict
from ..explain import reason
from ..layers import Layer, Layers
from ..policy import PolicyKind
from ..request import Request
from ..semantics import Semantics
from ..voice import Voice
from ..voices import Voices, own_side
from .heard import Heard
from .principals import ORDER
from .truths import YES

_REMEMBERED = 1 << 14
_SEMANTICS = 64
_ANSWERS = (CLOSED, unknown("what was not told"), GIVEN)


class Ruling(NamedTuple):
    """What a `Decision` says but the outcome of each layer."""

    verdict: Verdict
    denied_by: PolicyKind | None
    depends_on: tuple[str, ...] = ()
    reason: str = ""


class Rulings:
    """The rulings under one semantics.

    A ruling hangs on nothing of the request but what was heard of it, and so is the same for
    every other request of which the same is heard. But for two things, which it leaves empty: what
    an UNKNOWN depends on, and the reason where that, or a statement that denies, is part of it.
    """

    __slots__ = ("_known", "semantics")

    def __init__(self, semantics: Semantics) -> None:
        self.semantics = semantics
        self._known: dict[Heard, Ruling] = {}

    def on(self, heard: Heard, request: Request, layers: Layers) -> Ruling:
        """The ruling on a request with these layers, of which this was heard."""
        known = self._known.get(heard)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[heard] = self._rule(heard, request, layers)
        return known

    def _rule(self, heard: Heard, request: Request, layers: Layers) -> Ruling:
        voices = _voices(heard, request, self.semantics)
        verdict, by, why, _ = judge(request, layers, voices, self.semantics)
        if verdict in (Verdict.UNKNOWN, Verdict.EXPLICIT_DENY):
            return Ruling(verdict, by)
        return Ruling(verdict, by, reason=why or reason(voices, verdict, by, ()))


_under: dict[Semantics, Rulings] = {}


def rulings_under(semantics: Semantics) -> Rulings:
    """The one table for this semantics."""
    found = _under.get(semantics)
    if found is None:
        if len(_under) >= _SEMANTICS:
            _under.clear()
        found = _under[semantics] = Rulings(semantics)
    return found


def _voices(heard: Heard, request: Request, semantics: Semantics) -> Voices:
    """Voices that say what was heard; which of them is unsure of a deny makes no difference."""

    def voice(kind: PolicyKind, allows: int) -> Voice:
        denies = YES if kind is heard.denier else heard.denied
        return Voice(kind, kind, Layer(), _ANSWERS[allows], _ANSWERS[denies])

    carried = PolicyKind.TRUST if semantics.is_trust_policy else PolicyKind.RESOURCE
    by = {way: _ANSWERS[truth] for way, truth in zip(ORDER, heard.ways, strict=True)}
    policy = voice(carried, max(heard.ways))
    identity = voice(PolicyKind.IDENTITY, heard.identity)
    boundary = voice(PolicyKind.BOUNDARY, heard.boundary)
    session = voice(PolicyKind.SESSION, heard.session)
    return Voices(
        identity=identity,
        resource=Voice(carried, carried, Layer(), policy.allows, policy.denies, by),
        scps=(voice(PolicyKind.SCP, heard.scps),),
        rcps=(voice(PolicyKind.RCP, YES),),
        endpoint=voice(PolicyKind.ENDPOINT, heard.endpoint),
        boundary=boundary,
        session=session,
        own_side=own_side(request, identity, boundary, session),
        lone_federation=heard.lone,
    )
