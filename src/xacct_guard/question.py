"""A single question: may this principal do this to that? Asked of the estate as a trace asks.

What neither the one who asks nor the estate says is unknown; only what AWS never sends to such a
principal is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .graph.access_graph import AccessGraph
from .graph.step import Ground, Page, Step
from .iam.arn import Arn
from .iam.decide import decide
from .iam.decision import Decision
from .iam.request import Context, ContextValue, Otherwise, Principal, PrincipalKind, Request
from .iam.semantics import semantics_of
from .iam.symbol import symbols_in
from .services import by_prefix
from .span import Source, Span
from .trace import Hop, layers_of, missing, organization_of, owner_of

_ASKED = Page("the question asked", Ground.DECLARED)
_NOWHERE = Span(Source("(asked)", ""))
# Sent when a service acts on behalf of a resource, never with somebody's own credentials
# (IAM user guide, reference_policies_condition-keys.html).
_OF_SERVICES = frozenset(
    {"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"}
)
# What a principal that stands for any of its account would otherwise be taken to be.
_OF_SOMEBODY = frozenset({"aws:principaltype", "aws:username", "aws:userid"})


@dataclass(frozen=True, slots=True)
class Question:
    """Who, what, on what; and what is known of the circumstances (keys in lower case).

    `via` is the VPC endpoint that the request goes through.
    """

    principal: Principal
    action: str
    resource: str
    values: Mapping[str, ContextValue] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    via: str | None = None


def ask(question: Question, graph: AccessGraph, says: str = "asked") -> Hop:
    """The answer: a hop, decided as those of a trace are."""
    step = _step(question, graph, says)
    return Hop(
        step, missing(step, graph) or _decide(request_of(question, graph), graph), question.via
    )


def request_of(question: Question, graph: AccessGraph) -> Request:
    """The request, with every context key that is known of it."""
    step = _step(question, graph, "asked")
    owner = owner_of(step, question.principal, graph) or None
    return Request(
        question.principal,
        question.action,
        question.resource,
        resource_account=owner,
        region=step.region or None,
        context=_context(question, step, graph),
        organization=organization_of(question.principal, owner, graph),
    )


def _step(question: Question, graph: AccessGraph, says: str) -> Step:
    """The question as a step; the region is that of the resource, where it has one."""
    held, arn = graph.resource(question.resource), Arn.parse(question.resource)
    return Step(
        says,
        question.principal.arn,
        question.action,
        question.resource,
        question.principal.account or (arn.account if arn else ""),
        (held.region if held else "") or (arn.region if arn else ""),
        _ASKED,
        _NOWHERE,
        context=question.values,
        absent=question.absent,
    )


def _context(question: Question, step: Step, graph: AccessGraph) -> Context:
    service = by_prefix().get(step.action.partition(":")[0].lower())
    values: dict[str, ContextValue] = dict(service.sends(step, graph)) if service else {}
    unknown, absent = question.unknown, question.absent
    if question.principal.kind is not PrincipalKind.SERVICE:
        absent |= _OF_SERVICES
    if question.via is not None:
        values["aws:sourcevpce"] = question.via
        absent |= {"aws:sourceip"}
    if stands_for_anyone(question.principal):
        unknown |= _OF_SOMEBODY
    said = question.unknown | question.absent
    values = {key: held for key, held in values.items() if key not in said}
    values |= question.values
    return Context(
        values,
        unknown=unknown - values.keys(),
        absent=absent - values.keys() - question.unknown,
        otherwise=Otherwise.UNKNOWN,
    )


def stands_for_anyone(principal: Principal) -> bool:
    """Is this some principal, nobody knows which?"""
    return any(not symbol.created for symbol in symbols_in(principal.arn))


def _decide(request: Request, graph: AccessGraph) -> Decision:
    semantics = semantics_of(request.action, request.resource)
    return decide(request, layers_of(request, graph), semantics)
