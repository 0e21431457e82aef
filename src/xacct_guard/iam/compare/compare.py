"""COMPARE: is there a request that the new policies allow and the old ones do not?"""

from __future__ import annotations

from dataclasses import replace

from ...span import Source, Span
from ..layers import Layer, Layers
from ..policy import Effect, Policy, PolicyKind, Statement, Written
from .clock import Clock, OutOfTimeError
from .comparing import Comparing
from .family import Family
from .outcome import CannotTell, Comparison

SECONDS = 0.9


def compare(
    old: Layers, new: Layers, family: Family, *, seconds: float | None = SECONDS
) -> Comparison:
    """None (proved), a request as witness, or what stopped the comparison.

    Identity, boundary and session policies that nobody holds count as allowing, on both sides.
    `seconds` is processor time; past it the answer is that it cannot be told.
    """
    comparing = Comparing(opened(old), opened(new), family, Clock(seconds))
    try:
        return comparing.run()
    except OutOfTimeError as error:
        return comparing.witness or CannotTell(f"time: {error.construct}")


def opened(layers: Layers) -> Layers:
    """The layers with whatever of the principal's own nobody holds allowing everything."""
    return replace(
        layers,
        identity=layers.identity if layers.identity.held else EVERYTHING,
        boundary=_unless_open(layers.boundary),
        session=_unless_open(layers.session),
    )


def _unless_open(layer: Layer | None) -> Layer | None:
    return EVERYTHING if layer is not None and not layer.held else layer


_NOWHERE = Span(Source("", ""))
_ALL = (Written("*", _NOWHERE),)
_ALLOW = Statement(Effect.ALLOW, _NOWHERE, "everything", 0, actions=_ALL, resources=_ALL)
EVERYTHING = Layer((Policy(PolicyKind.IDENTITY, "everything", (_ALLOW,), _NOWHERE),))
"""What allows everything to whom it is given."""
