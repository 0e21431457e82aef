"""DECIDE one step: would AWS allow it, by the policies of the estate?"""

from __future__ import annotations

from dataclasses import replace

from ..graph.access_graph import AccessGraph
from ..graph.in_force import policies_in_force
from ..graph.step import Step
from ..graph.vpc import is_gateway
from ..iam.decide import decide
from ..iam.decision import Decision, Verdict
from ..iam.explain import sentence
from ..iam.layers import Layer, Layers
from ..iam.request import PrincipalKind, Request
from ..iam.semantics import semantics_of
from ..iam.symbol import symbols_in
from ..refusals import doubts_of, refusals_of
from ..services import takes_policy
from .behalf import told_or_not
from .request import request_of


def refused(step: Step, graph: AccessGraph) -> Decision | None:
    """The refusal of a step for a reason that no policy can change, if there is one."""
    for name, words, page in refusals_of(step, graph):
        asked = request_of(step, graph)
        return Decision(
            asked, Verdict.IMPLICIT_DENY, reason=words, refused_by=name, page=page.address
        )
    return None


def by_whom(step: Step, graph: AccessGraph) -> Step:
    """The step, asked by the one that has the right, where that of either of two will do."""
    if step.or_by is None:
        return step
    own, other = (replace(step, principal=who, or_by=None) for who in (step.principal, step.or_by))
    will_do = answer(own, graph).verdict is Verdict.ALLOW or answer(other, graph).verdict.denied
    return own if will_do else other


def answer(step: Step, graph: AccessGraph) -> Decision:
    """Would AWS allow this step?"""
    asked = by_whom(step, graph)
    return refused(asked, graph) or doubted(_by_policies(asked, graph), asked, graph)


def _by_policies(step: Step, graph: AccessGraph) -> Decision:
    """What the policies say; where that is open, it is what they say on whosever behalf a service comes."""
    request = request_of(step, graph)
    said = decided(request, graph)
    if said.verdict is not Verdict.UNKNOWN:
        return said
    either = [decided(request_of(each, graph), graph) for each in told_or_not(step)]
    if len({each.verdict for each in either}) != 1:
        return said
    return replace(either[0], request=request)


def doubted(decision: Decision, step: Step, graph: AccessGraph) -> Decision:
    """The decision, unknown where policies allow what AWS may yet refuse for another reason."""
    found = doubts_of(step, graph) if decision.verdict is Verdict.ALLOW else ()
    if not found:
        return decision
    depends = tuple(dict.fromkeys(each.name for text in found for each in symbols_in(text)))
    reason = sentence(Verdict.UNKNOWN, None, depends)
    return replace(decision, verdict=Verdict.UNKNOWN, depends_on=depends, reason=reason)


def decided(request: Request, graph: AccessGraph) -> Decision:
    """Would AWS allow this request?"""
    semantics = semantics_of(request.action, request.resource)
    return decide(request, layers_of(request, graph), semantics)


def layers_of(request: Request, graph: AccessGraph) -> Layers:
    """The policies of the estate that have a say in a request."""
    semantics = semantics_of(request.action, request.resource)
    layers = policies_in_force(request, graph, semantics)
    # A log group takes none that speaks of principals, and lets services in (API_PutResourcePolicy.html).
    is_service = request.principal.kind is PrincipalKind.SERVICE
    if not takes_policy(request.resource) and not is_service:
        layers = replace(layers, resource=Layer())
    return _with_endpoint(layers, request, graph)


def _with_endpoint(layers: Layers, request: Request, graph: AccessGraph) -> Layers:
    """The policy of the VPC endpoint that the request comes through has a say, too.

    One that nobody gave lets everything through, as AWS's own does (vpc-endpoints-access.html).
    """
    via = request.context.values.get("aws:sourcevpce")
    held = next(iter(graph.named("ec2:vpc-endpoint", via)), None) if isinstance(via, str) else None
    if held is None or held.policy is None:
        return layers
    return replace(layers, endpoint=Layer((held.policy,)), endpoint_is_gateway=is_gateway(held))
