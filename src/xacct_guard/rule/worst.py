"""Worst: of all requests that one with patterns stands for, one that is allowed; or the proof that none is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.access_graph import AccessGraph
from ..graph.container import extent
from ..graph.letting_in import letting_in
from ..iam.arn import Arn
from ..iam.compare import OWN, CannotTell, Comparison, Family, NoNewAccess, arns_shared, compare
from ..iam.decision import Decision, Verdict
from ..iam.layers import Layer, Layers
from ..iam.policy import Effect, Policy, PolicyKind, Principals, Statement, Written
from ..iam.request import Context, Otherwise, Request
from ..iam.symbol import ANYTHING, shown
from ..span import Source, Span
from ..trace.decide import decided, layers_of
from .facts import Facts

_HERE = Span(Source("(what is not asked about)", ""))
_ANY = (Written("*", _HERE),)


def worst(decision: Decision, facts: Facts) -> Decision:
    """The decision on a request that is allowed, if action and resource may be chosen to fit their patterns.

    Denied: proved for every such request, whatever its context holds beyond what is said. Unknown: neither.
    A `*` for the resource is all that the estate holds, and whatever leaves it to who asks.
    """
    request = decision.request
    has_patterns = any("*" in text or "?" in text for text in (request.action, _place(request)))
    is_sure = (
        decision.verdict.denied and not has_patterns and not _is_anybodys(request, facts.graph)
    )
    if decision.verdict is Verdict.ALLOW or is_sure:
        return decision
    unsure: str | None = None
    for found in _found(request, facts.graph):
        if isinstance(found, CannotTell):
            unsure = unsure or f"it cannot be told: {shown(found.construct)}"
        elif not isinstance(found, NoNewAccess):
            allowed = decided(found.request, facts.graph)
            if allowed.verdict is Verdict.ALLOW:
                return allowed
            unsure = (
                unsure or f"it cannot be told: `{shown(found.request.resource)}` decides otherwise"
            )
    if unsure is None:
        reason = (
            decision.reason if decision.verdict.denied else "no request of this kind is allowed"
        )
        return replace(decision, verdict=Verdict.IMPLICIT_DENY, depends_on=(), reason=reason)
    if decision.verdict is Verdict.UNKNOWN and not has_patterns:
        return decision
    return replace(decision, verdict=Verdict.UNKNOWN, reason=unsure)


def _found(request: Request, graph: AccessGraph) -> Iterator[Comparison]:
    """Whether something is allowed: on what the estate holds and lets in by itself, then on anything else."""
    pattern = _place(request)
    asking = replace(request, context=Context(otherwise=Otherwise.UNKNOWN))
    for arn, owner, service in letting_in(asking, (pattern,), graph):
        parts = extent(arn)
        is_asked = pattern in parts and service == request.service
        if not is_asked and arns_shared((pattern,), parts) is not None:
            one = replace(request, action=f"{service}:Any", resource=arn, resource_account=owner)
            family = replace(_family(request), resources=parts, resource_account=owner)
            yield compare(_but_for(pattern), layers_of(one, graph), family)
    layers, family = layers_of(request, graph), _family(request)
    if _is_anybodys(request, graph):  # control policies bind the resources of their own account
        layers, family = replace(layers, rcps=()), replace(family, resource_account=OWN)
    yield compare(Layers(), layers, family)


def _but_for(pattern: str) -> Layers:
    """Everything but what a pattern is about: nobody asks about that."""
    allow = Statement(
        *(Effect.ALLOW, _HERE, "what is not asked about", 0),
        principals=Principals(aws=_ANY),
        actions=_ANY,
        not_resources=(Written(pattern, _HERE),),
    )
    layer = Layer((Policy(PolicyKind.RESOURCE, "what is not asked about", (allow,), _HERE),))
    return Layers(identity=layer, resource=layer)


def _is_anybodys(request: Request, graph: AccessGraph) -> bool:
    """May any account own it? The ARN of a bucket tells of none, and the estate may not hold it."""
    arn = Arn.parse(_place(request))
    names_account = arn is not None and bool(arn.account) and not {"*", "?"} & {*arn.account}
    return not names_account and graph.resource(request.resource) is None


def _place(request: Request) -> str:
    """The resource with a star again for what a question takes for anything at all."""
    return request.resource.replace(str(ANYTHING), "*")


def _family(request: Request) -> Family:
    return Family(
        who=(request.principal,),
        actions=(request.action,),
        resources=(_place(request),),
        resource_account=request.resource_account or OWN,
        region=request.region,
        organization=request.organization,
        context=request.context,
    )
