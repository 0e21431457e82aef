"""Broken hops: the denied requests of every path, by who makes them."""

from __future__ import annotations

from collections.abc import Mapping

from ..trace import Hop
from .facts import Facts, fact


@fact
def broken_hops(facts: Facts) -> Mapping[str, tuple[Hop, ...]]:
    """The hops that would stop a path, by the ARN or name of the principal, in order."""
    found: dict[str, list[Hop]] = {}
    for path in facts.paths:
        for hop in path.hops:
            if hop.decision.verdict.denied:
                found.setdefault(hop.step.principal, []).append(hop)
    return {principal: tuple(hops) for principal, hops in found.items()}
