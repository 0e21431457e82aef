"""Worst: of all requests that one with patterns stands for, one that is allowed; or the proof that none is."""

from __future__ import annotations

from dataclasses import replace

from ..iam.compare import OWN, CannotTell, Family, NoNewAccess, compare
from ..iam.decision import Decision, Verdict
from ..iam.layers import Layers
from ..iam.request import Request
from ..iam.symbol import ANYTHING, shown
from ..trace.decide import decided, layers_of
from .facts import Facts

_NOTHING = Layers()


def worst(decision: Decision, facts: Facts) -> Decision:
    """The decision on a request that is allowed, if action and resource may be chosen to fit their patterns.

    Denied: proved for every such request, whatever its context holds beyond what is said. Unknown: neither.
    """
    request = decision.request
    patterns = request.action, _pattern(request.resource)
    has_patterns = any("*" in text or "?" in text for text in patterns)
    if decision.verdict is Verdict.ALLOW or (decision.verdict.denied and not has_patterns):
        return decision
    found = compare(_NOTHING, layers_of(request, facts.graph), _family(request))
    if isinstance(found, NoNewAccess):
        reason = (
            decision.reason if decision.verdict.denied else "no request of this kind is allowed"
        )
        return replace(decision, verdict=Verdict.IMPLICIT_DENY, depends_on=(), reason=reason)
    if not has_patterns:
        return decision
    if isinstance(found, CannotTell):
        reason = f"it cannot be told: {shown(found.construct)}"
        return replace(decision, verdict=Verdict.UNKNOWN, reason=reason)
    allowed = decided(found.request, facts.graph)
    return decision if allowed.verdict.denied else allowed


def _pattern(resource: str) -> str:
    """The resource with a star again for what a question takes for anything at all."""
    return resource.replace(str(ANYTHING), "*")


def _family(request: Request) -> Family:
    return Family(
        who=(request.principal,),
        actions=(request.action,),
        resources=(_pattern(request.resource),),
        resource_account=request.resource_account or OWN,
        region=request.region,
        organization=request.organization,
        context=request.context,
    )
