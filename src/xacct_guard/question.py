"""A single question: may this principal do this to that? Asked of the estate as a trace asks.

What neither the one who asks nor the estate says is unknown; only what AWS never sends to such a
principal is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .errors import ConfigError
from .graph.access_graph import AccessGraph
from .graph.step import Ground, Page, Step
from .iam.arn import Arn
from .iam.request import Context, ContextValue, Otherwise, Principal, PrincipalKind, Request
from .iam.symbol import symbols_in
from .services import of_action
from .span import Source, Span
from .trace import Hop
from .trace.decide import decided, doubted, refused
from .trace.membership import membership
from .trace.request import OF_SERVICES, organization_of, owner_of, principal_tags

_ASKED = Page("the question asked", Ground.DECLARED)
_NOWHERE = Span(Source("(asked)", ""))
# What a principal that stands for any of its account would otherwise be taken to be.
_OF_SOMEBODY = frozenset({"aws:principaltype", "aws:username", "aws:userid"})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a request's context, by keys in lower case.

    `via` is the VPC endpoint that the request goes through.
    """

    values: Mapping[str, ContextValue] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    via: str | None = None

    @classmethod
    def said(
        cls, given: Iterable[str], absent: Iterable[str], unknown: Iterable[str], via: str | None
    ) -> Circumstances:
        """From `KEY=VALUE` pairs and keys; a key that is given more than once has several values.

        Raises ConfigError for a pair without a value, and for a key of which two things are said.
        """
        values: dict[str, ContextValue] = {}
        for pair in given:
            key, equals, value = pair.partition("=")
            if not equals or ":" not in key:
                raise ConfigError(
                    f"`{pair}` is no context key with a value",
                    help="write `KEY=VALUE`, as in `aws:SourceVpce=vpce-1`",
                )
            held = values.get(key.lower())
            known = () if held is None else (held,) if isinstance(held, str) else held
            values[key.lower()] = (*known, value) if known else value
        found = cls(values, _keys(unknown), _keys(absent), via)
        return found._consistent()

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The VPC endpoints that are named."""
        said = self.values.get("aws:sourcevpce", ())
        named = (said,) if isinstance(said, str) else said
        return (*named, *((self.via,) if self.via is not None else ()))

    def _consistent(self) -> Circumstances:
        given = frozenset(self.values)
        for one, other in (
            (given, self.absent),
            (given, self.unknown),
            (self.absent, self.unknown),
        ):
            for key in sorted(one & other):
                raise ConfigError(
                    f"two things are said of `{key}`",
                    help="a key has a value, is absent, or is unknown",
                )
        return self


def _keys(written: Iterable[str]) -> frozenset[str]:
    return frozenset(key.lower() for key in written)


@dataclass(frozen=True, slots=True)
class Question:
    """Who, what, on what, and in what circumstances."""

    principal: Principal
    action: str
    resource: str
    circumstances: Circumstances = field(default_factory=Circumstances)


def ask(question: Question, graph: AccessGraph, says: str = "asked") -> Hop:
    """The answer: a hop, decided as those of a trace are."""
    step = _step(question, graph, says)
    asked = request_of(question, graph)
    decision = refused(step, graph) or doubted(decided(asked, graph), step, graph)
    return Hop(step, decision)


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
        context=_context(question, step, owner, graph),
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
        context=question.circumstances.values,
        absent=question.circumstances.absent,
    )


def _context(question: Question, step: Step, owner: str | None, graph: AccessGraph) -> Context:
    told = question.circumstances
    unknown, absent = told.unknown, told.absent
    if question.principal.kind is not PrincipalKind.SERVICE:
        absent |= OF_SERVICES
    if told.via is not None:
        absent |= {"aws:sourceip"}
    if stands_for_anyone(question.principal):
        unknown |= _OF_SOMEBODY - told.absent
    values = {
        key: held
        for key, held in _of_the_estate(question, step, owner, graph).items()
        if key not in told.unknown | told.absent
    }
    values |= told.values
    return Context(
        values,
        unknown=unknown - values.keys(),
        absent=absent - values.keys() - told.unknown,
        otherwise=Otherwise.UNKNOWN,
    )


def _of_the_estate(
    question: Question, step: Step, owner: str | None, graph: AccessGraph
) -> dict[str, ContextValue]:
    """The keys that follow from the principal's tags, the accounts, the service and the way."""
    told, who = question.circumstances, question.principal
    service = of_action(step.action)
    values: dict[str, ContextValue] = dict(service.sends(step, graph)) if service else {}
    values |= principal_tags(who, graph)[0]
    values |= membership(who, step.action, step.resource, graph, owner=owner, sent=told.values)
    return values | ({"aws:sourcevpce": told.via} if told.via is not None else {})


def stands_for_anyone(principal: Principal) -> bool:
    """Is this some principal, nobody knows which?"""
    return any(not symbol.created for symbol in symbols_in(principal.arn))
