"""The verdict on a hop as a sentence."""

from __future__ import annotations

from ..verdicts import HopVerdict
from .kinds import LAYERS

_VERDICTS = {
    "allow": "allow",
    "implicit_deny": "implicit deny",
    "explicit_deny": "explicit deny",
    "unknown": "unknown",
}


def head_of(hop: HopVerdict) -> str:
    """The verdict and the layer that gives it: `implicit deny (resource policy)`."""
    layer = f" ({LAYERS.get(hop.denied_by, hop.denied_by)})" if hop.denied_by else ""
    return f"{_VERDICTS[hop.verdict]}{layer}"


def reason_of(hop: HopVerdict) -> str:
    """Why, and what it depends on where the reason does not say so itself."""
    unsaid = [name for name in hop.depends_on if name not in hop.because]
    return f"{hop.because}; depends on {', '.join(unsaid)}" if unsaid else hop.because
