"""Asked: what the paths ask for, as the widest policies that allow nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..graph.access_graph import AccessGraph
from ..graph.container import container_of
from ..graph.model import Resource
from ..iam import reference
from ..iam.policy import Condition, Effect, Policy, PolicyKind, Principals, Statement, Written
from ..iam.request import PrincipalKind, Request
from ..iam.symbol import has_symbol
from ..repair.grant import identity_keys, is_open, named, names_nobody
from ..span import Source, Span
from ..trace import Hop
from .conditions import pattern_of
from .tokens import guards_of

_HERE = Span(Source("(what the paths ask for)", ""))


@dataclass(frozen=True)
class Asked:
    """The requests of the paths, told apart by who asks for which action on what.

    Their circumstances are not told apart, but for what an identity provider says of who comes: that is
    who asks.
    """

    hops: tuple[Hop, ...]
    graph: AccessGraph

    def of_principal(self, arn: str) -> Policy:
        """An identity policy that allows all that this principal asks for."""
        actions: dict[str, dict[str, None]] = {}
        for request in self._by_principal.get(arn, ()):
            actions.setdefault(request.action.lower(), {})[resource_of(request)] = None
        lines = tuple(
            _statement(number, (action,), tuple(resources))
            for number, (action, resources) in enumerate(actions.items())
        )
        return Policy(PolicyKind.IDENTITY, "what is asked for", lines, _HERE)

    def of_resource(self, arn: str) -> Policy:
        """A policy of a resource, or of a role, that lets in all that ask for something of it."""
        requests = enumerate(self.requests_on(arn))
        lines = tuple(
            line for number, one in requests for line in _lets_in(number, one, arn, self._ways(one))
        )
        return Policy(PolicyKind.RESOURCE, "what is asked for", lines, _HERE)

    def requests_of(self, arn: str) -> tuple[Request, ...]:
        """All that a principal asks for."""
        return tuple(self._by_principal.get(arn, ()))

    def requests_on(self, arn: str) -> tuple[Request, ...]:
        """All that anybody asks for of a resource, or of a role."""
        return tuple(self._by_resource.get(arn, ()))

    @cached_property
    def principals(self) -> tuple[str, ...]:
        """Who asks, in order."""
        return tuple(self._by_principal)

    @cached_property
    def _by_principal(self) -> dict[str, list[Request]]:
        found: dict[str, list[Request]] = {}
        for request in self._requests:
            found.setdefault(who(request), []).append(request)
        return found

    @cached_property
    def _by_resource(self) -> dict[str, list[Request]]:
        found: dict[str, list[Request]] = {}
        for request in self._requests:
            for arn in dict.fromkeys(self._homes(request)):
                found.setdefault(arn, []).append(request)
        return found

    @cached_property
    def _requests(self) -> tuple[Request, ...]:
        found: dict[object, Request] = {}
        for request in (hop.decision.request for hop in self.hops):
            told = tuple(
                (one.key, tuple(v.text for v in one.values)) for one in _conditions(request)
            )
            same = (who(request), request.action.lower(), request.resource, told)
            found.setdefault(same, request)
        return tuple(found.values())

    def _ways(self, request: Request) -> tuple[tuple[Condition, ...], ...]:
        """What tells who asks; of a token that nobody tells of, what the trust policy in force asks."""
        if request.principal.kind is PrincipalKind.PROVIDER and names_nobody(request):
            return guards_of(request, self.graph)
        return (tuple(_conditions(request)),)

    def _homes(self, request: Request) -> Iterator[str]:
        """Whose policies a request may need: the resource, what that is part of, all that it may be."""
        yield request.resource
        yield from filter(None, (container_of(request.resource),))
        held = self.graph.resource(request.resource)
        if held is not None:
            yield held.arn
        if is_open(request.resource) or "*" in request.resource:
            yield from (one.arn for one in self._alike(request))

    def _alike(self, request: Request) -> Iterable[Resource]:
        service = request.resource.split(":")[2:3]
        return (one for one in self.graph.resources.values() if one.arn.split(":")[2:3] == service)


def who(request: Request) -> str:
    """The ARN of the role or user who asks; the name of the service, the ARN of the provider."""
    return request.principal.role or request.principal.arn


def resource_of(request: Request) -> str:
    """What is asked for, as a pattern; `*` for an action that has no resource type."""
    known = reference.action(request.action)
    if known is not None and not known.resource_types:
        return "*"
    return pattern_of(request.resource)


def _lets_in(
    number: int, request: Request, arn: str, ways: Iterable[tuple[Condition, ...]]
) -> Iterator[Statement]:
    """Statements that let in who asks: of a key or role `*`, and nothing, are the resource itself."""
    principals = _principals(request)
    if principals is None:
        return
    action = (request.action.lower(),)
    whole = _is_whole(arn)
    resources = ("*", arn) if whole else (resource_of(request),)
    for conditions in ways:
        yield _statement(number, action, resources, principals, conditions)
        if whole:
            yield _statement(number, action, (), principals, conditions)


def _is_whole(arn: str) -> bool:
    """Has the resource no parts that are asked for by ARNs of their own?"""
    return arn.split(":")[2:3] in (["kms"], ["iam"], ["sqs"], ["sns"], ["ecr"])


def _principals(request: Request) -> Principals | None:
    if request.principal.kind is PrincipalKind.ANONYMOUS:
        return Principals(aws=(_written("*"),))
    name = named(request) or {}
    if not name or has_symbol(request.principal.account or ""):
        return None
    ((of, text),) = name.items()
    entry = (_written(str(text)),)
    match of:
        case "AWS":
            return Principals(aws=entry)
        case "Service":
            return Principals(service=entry)
        case _:
            return Principals(federated=entry)


def _conditions(request: Request) -> Iterator[Condition]:
    """What an identity provider says of who comes."""
    if request.principal.kind is not PrincipalKind.PROVIDER:
        return
    for key in identity_keys(request):
        held = request.context.values[key]
        values = (held,) if isinstance(held, str) else held
        written = tuple(_written(pattern_of(value)) for value in values)
        yield Condition("StringLike", key, written, _HERE)


def _statement(
    number: int,
    actions: tuple[str, ...],
    resources: tuple[str, ...],
    principals: Principals | None = None,
    conditions: tuple[Condition, ...] = (),
) -> Statement:
    return Statement(
        *(Effect.ALLOW, _HERE, "what is asked for", number),
        principals=principals,
        actions=tuple(map(_written, actions)),
        resources=tuple(map(_written, resources)),
        conditions=conditions,
    )


def _written(text: str) -> Written:
    return Written(text, _HERE)
