"""What the traced requests need: the grants of each, on every side that has to give them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..graph import aws_owned
from ..graph.access_graph import AccessGraph
from ..graph.aws_managed_key import is_aws_managed
from ..graph.container import container_of
from ..iam import reference
from ..iam.no_permission import needs_no_permission
from ..iam.policy import PolicyKind
from ..iam.request import PrincipalKind, Request
from ..iam.semantics import AccountTrust, semantics_of
from ..iam.symbol import has_symbol, shown
from ..repair.grant import is_open, named
from ..services import takes_policy
from ..trace import AccessPath, Hop
from .conditions import conditions_of, pattern_of
from .grant import Condition, Grant
from .tokens import let_in_by

_OWN = (PrincipalKind.SESSION, PrincipalKind.USER)


@dataclass(frozen=True, slots=True)
class Beyond:
    """A request that no policy we write can allow, and why."""

    hop: Hop
    why: str


@dataclass(frozen=True)
class Needs:
    """The grants of all requests on the paths, one each, and the requests that none can help.

    With `optional` also those whose refusal stops nothing. Whether AWS would allow a request today does
    not matter, only that it is made.
    """

    paths: tuple[AccessPath, ...]
    graph: AccessGraph
    optional: bool = True

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """One action on one resource each."""
        return tuple(grant for where, hop in self._made() for grant in self._of(where, hop))

    @cached_property
    def beyond(self) -> tuple[Beyond, ...]:
        """The requests for which there is no policy to write."""
        found = {
            (hop.asked, why): Beyond(hop, why)
            for _, hop in self._made()
            if (why := self._hopeless(hop)) is not None
        }
        return tuple(found.values())

    @cached_property
    def on_buckets(self) -> Mapping[str, tuple[Request, ...]]:
        """What is asked of each bucket that is declared or has to let somebody in, and of its objects."""
        let_in = {grant.to for grant in self.grants if grant.kind is PolicyKind.RESOURCE}
        found: dict[str, list[Request]] = {}
        for hop in (hop for path in self.paths for hop in (*path.hops, *path.optional)):
            request = hop.decision.request
            if request.service == "s3" and hop.decision.refused_by is None:
                bucket = self._home(PolicyKind.RESOURCE, request)
                if bucket in let_in or self._is_bucket(bucket):
                    found.setdefault(bucket, []).append(request)
        return {bucket: tuple(those) for bucket, those in found.items() if ":s3:::" in bucket}

    def _is_bucket(self, arn: str) -> bool:
        held = self.graph.resources.get(arn)
        return held is not None and held.type == "s3:bucket"

    def _made(self) -> Iterator[tuple[str, Hop]]:
        """Every request with the pipeline action that makes it."""
        for path in self.paths:
            where = f"{path.pipeline.name} / {path.stage.name} / {path.action.name}"
            yield from ((where, hop) for hop in path.hops)
            if self.optional:
                yield from ((where, hop) for hop in path.optional)

    def _hopeless(self, hop: Hop) -> str | None:
        """Why no policy lets a request pass, where that is so."""
        request = hop.decision.request
        if hop.decision.refused_by is not None:
            return hop.decision.reason
        if has_symbol(request.action):
            return f"nobody knows {shown(request.action)}"
        if request.principal.kind in (PrincipalKind.ANONYMOUS, PrincipalKind.ROOT):
            return "it is not made as a role or user, a service or an identity"
        if request.principal.kind is PrincipalKind.PROVIDER and not let_in_by(request, self.graph):
            host = request.principal.arn.partition("/")[2]
            return f"nobody says who comes with a token of {host}: say it in `context`, as `{host}:sub`"
        if self._is_abroad(request) and not self._can_let_in(request):
            return "nothing over there has a policy that could let another account in"
        return None

    def _of(self, where: str, hop: Hop) -> Iterator[Grant]:
        request = hop.decision.request
        if self._hopeless(hop) is not None or needs_no_permission(request):
            return
        for kind in self._sides(request):
            grant = self._grant(kind, request)
            for more in self._told_apart(request):
                conditions = tuple(sorted((*grant.conditions, *more)))
                yield replace(
                    grant, conditions=conditions, optional=hop.step.optional, needed_by=(where,)
                )

    def _told_apart(self, request: Request) -> tuple[tuple[Condition, ...], ...]:
        """What says who comes with a token, each way it may be."""
        if request.principal.kind is not PrincipalKind.PROVIDER:
            return ((),)
        return let_in_by(request, self.graph)

    def _sides(self, request: Request) -> Iterator[PolicyKind]:
        """The policies that have to speak, so that the request passes and none of them speaks in vain.

        At home one side is enough. That is the caller's own, but for keys and roles, which decide for
        themselves: who is named there needs no more.
        """
        if self._endpoint(request) is not None:
            yield PolicyKind.ENDPOINT
        if aws_owned.is_of_aws(request.principal.account or ""):
            return
        semantics = semantics_of(request.action, request.resource)
        itself = PolicyKind.TRUST if semantics.is_trust_policy else PolicyKind.RESOURCE
        abroad = self._is_abroad(request)
        if request.principal.kind not in _OWN:
            yield itself
            return
        if is_aws_managed(request.resource):  # its policy names everyone of the account
            return
        decides = semantics.account_trust is AccountTrust.IF_POLICY_SAYS
        asks_there = (decides or abroad) and not self._is_kept_by_aws(request)
        if abroad or not asks_there or is_open(_who(request)):
            yield PolicyKind.IDENTITY
        if asks_there:
            yield itself

    def _is_abroad(self, request: Request) -> bool:
        return request.principal.account != request.resource_account

    def _can_let_in(self, request: Request) -> bool:
        """Can the resource's side let somebody of elsewhere in?"""
        semantics = semantics_of(request.action, request.resource)
        if self._is_kept_by_aws(request):
            return True
        if semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY or request.resource == "*":
            return False
        return takes_policy(request.resource) and not is_aws_managed(request.resource)

    def _is_kept_by_aws(self, request: Request) -> bool:
        """Does AWS keep the resource for everybody, so that its policy is not ours to write?"""
        held = self.graph.resource(request.resource)
        return held is None and aws_owned.owner_of(request.resource) is not None

    def _endpoint(self, request: Request) -> str | None:
        via = request.context.values.get("aws:sourcevpce")
        held = self.graph.named("ec2:vpc-endpoint", via) if isinstance(via, str) else ()
        return held[0].arn if held else None

    def _grant(self, kind: PolicyKind, request: Request) -> Grant:
        return Grant(
            kind,
            self._home(kind, request),
            _principals(kind, request),
            (request.action,),
            _resources(kind, request),
            conditions_of(
                kind,
                request,
                private=_asked_by(request) in self._private,
                abroad=request.resource in self._going_abroad,
            ),
        )

    def _home(self, kind: PolicyKind, request: Request) -> str:
        """The ARN of what carries the policy."""
        if kind is PolicyKind.IDENTITY:
            return _who(request)
        if kind is PolicyKind.ENDPOINT:
            return self._endpoint(request) or ""
        if kind is PolicyKind.TRUST:
            return request.resource
        held = self.graph.resource(request.resource)
        arn = held.arn if held else request.resource
        whole = container_of(arn)
        if whole is None or (request.service != "s3" and whole not in self.graph.resources):
            return arn
        return whole

    @cached_property
    def _private(self) -> frozenset[tuple[str, str]]:
        """Who asks for what resource through one endpoint alone."""
        ways: dict[tuple[str, str], set[str | None]] = {}
        for path in self.paths:
            for hop in (*path.hops, *path.optional):
                ways.setdefault(_asked_by(hop.decision.request), set()).add(hop.via)
        return frozenset(
            asked for asked, those in ways.items() if len(those) == 1 and None not in those
        )

    @cached_property
    def _going_abroad(self) -> frozenset[str]:
        """The roles that ask for something of another account."""
        return frozenset(
            hop.step.principal
            for path in self.paths
            for hop in (*path.hops, *path.optional)
            if hop.decision.request.resource_account != hop.step.account
        )


def _asked_by(request: Request) -> tuple[str, str]:
    """Who asks for what: for an action where there is no resource that could be named."""
    return _who(request), request.action if request.resource == "*" else request.resource


def _who(request: Request) -> str:
    return request.principal.role or request.principal.arn


def _principals(kind: PolicyKind, request: Request) -> tuple[tuple[str, str], ...]:
    if kind is PolicyKind.IDENTITY:
        return ()
    if kind is PolicyKind.ENDPOINT:
        return (("AWS", "*"),)
    return tuple((of, str(who)) for of, who in (named(request) or {}).items())


def _resources(kind: PolicyKind, request: Request) -> tuple[str, ...]:
    """A key policy speaks of its own key, trust and repository policies of what carries them.

    An action that has no resource type is for `*`, whatever it is asked for on.
    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
    """
    if kind is PolicyKind.TRUST or (kind is PolicyKind.RESOURCE and request.service == "ecr"):
        return ()
    if kind is PolicyKind.RESOURCE and request.service == "kms":
        return ("*",)
    known = reference.action(request.action)
    if known is not None and not known.resource_types:
        return ("*",)
    return (pattern_of(request.resource),)
