"""Excess: what the policies allow, under whatever circumstances, that nobody is seen to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..graph import aws_owned
from ..graph.access_graph import AccessGraph
from ..graph.aws_managed_key import is_aws_managed
from ..graph.container import container_of
from ..graph.step import Page, Step
from ..iam import reference
from ..iam.arn import Arn
from ..iam.decide import decide
from ..iam.decision import Verdict
from ..iam.layers import Layer, Layers
from ..iam.pattern import match
from ..iam.policy import Policy, Statement
from ..iam.request import PrincipalKind, Request
from ..iam.semantics import semantics_of
from ..iam.symbol import Symbol, only_symbol
from ..iam.truth import Truth
from ..span import Source, Span
from ..trace import Hop
from ..trace.decide import layers_of
from ..trace.request import principal_of, request_of
from .conditions import pattern_of
from .within import resources_of

_HERE = Span(Source("(asked for the proof)", ""))
_PAGE = Page("")
_STRANGER = "arn:{}:iam::000000000000:role/stranger"


@dataclass(frozen=True, slots=True)
class Excess:
    """Somebody may do what nobody is seen to ask for; `certain` where no circumstance is in between."""

    principal: str
    action: str
    resource: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Universe:
    """Who, which actions, and on what: each that fits together is a triple to decide.

    Resources are those of the estate and those that the paths ask for, and for each one more of its kind that
    nobody speaks of; not what AWS keeps for everybody. `strangers` are the principals of elsewhere: of
    them it is not asked what they may do to the `ownerless`, which each account has of its own.
    """

    principals: tuple[str, ...]
    strangers: tuple[str, ...]
    ownerless: frozenset[str]
    actions: tuple[str, ...]
    resources: tuple[str, ...]

    def triples(self) -> Iterator[tuple[str, str, str]]:
        """All that fits together: an action of a service, and a resource of its."""
        for action in self.actions:
            on = self._fitting(action)
            for principal in self.principals:
                owned = (
                    on
                    if principal not in self.strangers
                    else tuple(resource for resource in on if resource not in self.ownerless)
                )
                yield from ((principal, action, resource) for resource in owned)

    def _fitting(self, action: str) -> tuple[str, ...]:
        if (known := reference.action(action)) is not None and not known.resource_types:
            return ("*",)
        services = ("iam",) if action.lower().startswith("sts:") else (_prefix(action),)
        arns = ((arn, Arn.parse(arn)) for arn in self.resources)
        ours = (arn for arn, parsed in arns if parsed and parsed.service in services)
        return tuple(arn for arn in ours if _takes(action, arn))


def universe_of(graph: AccessGraph, hops: Iterable[Hop]) -> Universe:
    """Everybody and everything of the estate and of its paths, and a stranger and anybody at all."""
    asked = tuple(hops)
    strangers = (_STRANGER.format(graph.partition), "*")
    principals = (*graph.roles, *(hop.step.principal for hop in asked), *strangers)
    named = (*graph.resources, *graph.roles, *(hop.decision.request.resource for hop in asked))
    resources = tuple(filter(_is_ours, dict.fromkeys(named)))
    others = (_other(arn) for arn in resources)
    every = tuple(dict.fromkeys((*resources, *filter(None, others))))
    return Universe(
        tuple(who for who in dict.fromkeys(principals) if _is_judged(who)),
        strangers,
        frozenset(("*", *(arn for arn in every if _is_ownerless(arn, graph)))),
        tuple(sorted({hop.step.action for hop in asked})),
        every,
    )


def excess_of(graph: AccessGraph, hops: Iterable[Hop], universe: Universe) -> Iterator[Excess]:
    """The triples that are allowed, or may be as circumstances are, and that no hop is about."""
    traced, giving = _traced(hops), _Giving()
    for principal, action, resource in universe.triples():
        if not _is_among(resource, traced.get((principal, action), ())):
            request = _request(principal, action, resource, graph)
            layers = layers_of(request, graph)
            if not giving.may_let_pass(request, layers):
                continue
            if principal not in universe.strangers:
                layers = replace(layers, identity=_given(layers.identity))
            verdict = _verdict(request, replace(layers, resource=_given(layers.resource)))
            if not verdict.denied:
                yield Excess(principal, action, resource, verdict is Verdict.ALLOW)


class _Giving:
    """Which policies may allow an action at all, each asked once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], bool] = {}

    def may_let_pass(self, request: Request, layers: Layers) -> bool:
        """May each side that has to allow it? Who owns what nobody has a policy of says nothing."""
        away = request.principal.account != request.resource_account
        if any(self._may(policy, request.action) for policy in layers.resource.policies):
            return True
        return not away and self._any_of(layers.identity, request.action)

    def _any_of(self, layer: Layer, action: str) -> bool:
        """May some policy of the layer allow it? One that nobody holds may."""
        return not layer.held or any(self._may(policy, action) for policy in layer.policies)

    def _may(self, policy: Policy, action: str) -> bool:
        key = id(policy), action
        if key not in self._known:
            self._known[key] = policy.unresolved is not None or any(
                _may_speak(statement, action) for statement in policy.statements
            )
        return self._known[key]


def _may_speak(statement: Statement, action: str) -> bool:
    patterns = (written.text for written in statement.actions)
    return bool(statement.not_actions) or any(
        match(pattern, action, ignore_case=True) is not Truth.NO for pattern in patterns
    )


def _given(layer: Layer) -> Layer:
    """The policies that are there: what somebody may do by others cannot be told, and is told as such."""
    there = tuple(one for one in layer.policies if one.unresolved is None or one.statements)
    return replace(layer, held=True, policies=tuple(replace(p, unresolved=None) for p in there))


def _verdict(request: Request, layers: Layers) -> Verdict:
    return decide(request, layers, semantics_of(request.action, request.resource)).verdict


def _request(principal: str, action: str, resource: str, graph: AccessGraph) -> Request:
    """The request, of whose circumstances nothing is known."""
    asking = principal_of(principal)
    parsed = Arn.parse(resource)
    region = (parsed.region if parsed else "") or "us-east-1"
    account = asking.account or (parsed.account if parsed else "") or ""
    step = Step("", principal, action, resource, account, region, _PAGE, _HERE)
    return request_of(step, graph)


def _traced(hops: Iterable[Hop]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """What each asks for with each action, as patterns."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for hop in hops:
        pattern = pattern_of(hop.decision.request.resource)
        found.setdefault((hop.step.principal, hop.step.action), {})[pattern] = None
    return {key: tuple(patterns) for key, patterns in found.items()}


def _is_among(resource: str, patterns: tuple[str, ...]) -> bool:
    return any(one == resource or match(one, resource) is not Truth.NO for one in patterns)


def _other(arn: str) -> str | None:
    """Another object of the same bucket, another thing of the same kind, that nobody speaks of."""
    if ":s3:::" in arn:
        return f"{container_of(arn) or arn}/{Symbol('another object', created=True)}"
    head, slash, _ = arn.partition("/")
    return f"{head}/{Symbol('another', created=True)}" if slash else None


def _is_judged(principal: str) -> bool:
    """Not what AWS does in accounts of its own, nor a root user, who needs no policy, nor nobody knows who."""
    who = principal_of(principal)
    if only_symbol(principal) is not None:
        return False
    return who.kind is not PrincipalKind.ROOT and not aws_owned.is_of_aws(who.account or "")


def _is_ours(resource: str) -> bool:
    """Is its policy for somebody of the estate to write?"""
    kept = aws_owned.owner_of(resource) is not None
    return not kept and not is_aws_managed(resource)


def _is_ownerless(resource: str, graph: AccessGraph) -> bool:
    """Does nobody know whose it is: a bucket that is not declared, an API?"""
    arn = Arn.parse(resource)
    return graph.resource(resource) is None and not (arn and arn.account)


def _takes(action: str, arn: str) -> bool:
    """Is the resource of a type that the action takes, as far as anybody knows?"""
    patterns = resources_of(action, arn.split(":")[1])
    return patterns is None or any(match(one, arn) is not Truth.NO for one in patterns)


def _prefix(action: str) -> str:
    return action.partition(":")[0].lower()
