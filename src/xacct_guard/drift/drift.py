"""DRIFT: templates and accounts -> what is live and not written, written and not live, or another way."""

from __future__ import annotations

from ..changes import between
from ..graph.access_graph import AccessGraph
from ..iam.symbol import shown
from .answer import Drift
from .level import level
from .same import same
from .seen import Seen


def drift(wanted: AccessGraph, live: AccessGraph, seen: Seen, *, turned: bool = False) -> Drift:
    """What is live (`live`, with what its snapshot tells) and is not what the templates (`wanted`) say.

    Access that is added is live and not in the templates; `turned`, it is in the templates and not live.
    """
    sides, told = level(same(wanted, live, seen), live, seen)
    sides = sides.turned() if turned else sides
    return Drift(
        sides,
        between(sides),
        tuple(told.extra),
        tuple(told.lacking),
        tuple(told.settings),
        tuple(told.unsure),
        tuple(told.unsaid),
        told.same,
        {shown(arn): one.span for arn, one in told.written.items()},
    )
