"""Rulings: what the law makes of what was heard, asked once for each combination."""

from __future__ import annotations

from ..answer import NO as CLOSED
from ..answer import YES as GIVEN
from ..answer import unknown
from ..decide import Judgement, judge
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


class Rulings:
    """The judgements under one semantics.

    A judgement hangs on nothing of the request but what was heard of it, and so is the same for
    every other request of which the same is heard. What an UNKNOWN depends on it does not tell.
    """

    __slots__ = ("_known", "semantics")

    def __init__(self, semantics: Semantics) -> None:
        self.semantics = semantics
        self._known: dict[Heard, Judgement] = {}

    def on(self, heard: Heard, request: Request, layers: Layers) -> Judgement:
        """The judgement on a request with these layers, of which this was heard."""
        known = self._known.get(heard)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            voices = _voices(heard, request, self.semantics)
            known = self._known[heard] = judge(request, layers, voices, self.semantics)
        return known


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
