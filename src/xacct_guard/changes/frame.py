"""Frame: one question to two estates, and the layers in which it is asked.

Layers hang on who asks and on what, and a comparison takes the same for all of its requests. Where a frame
leaves open who asks, it takes them to be allowed whatever their own account could allow; where it leaves open
on what, the resource leaves the decision to them. That allows too much, never too little, for what differs:
a frame without an answer proves that there is none. An answer is confirmed, or the frame is narrowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..graph.container import extent
from ..iam.arn import Arn
from ..iam.compare import EVERYTHING, OWN, Family, SomePrincipal, Who
from ..iam.layers import Layer, Layers
from ..iam.policy import Condition, Effect, Policy, PolicyKind, Principals, Statement, Written
from ..iam.request import (
    Context,
    ContextValue,
    Organization,
    Otherwise,
    Principal,
    PrincipalKind,
    Request,
)
from ..trace.request import organization_of, principal_of, principal_tags
from .focus import ANYTHING
from .in_force import ANY, NOWHERE, Sides, open_to
from .session_tags import takes_tags

_KINDS = (
    *(PrincipalKind.SESSION, PrincipalKind.USER, PrincipalKind.ROOT),
    PrincipalKind.FEDERATED_USER,
)
_SOMETHING = "arn:aws:x:::x"
_SOMEBODY = Principal(PrincipalKind.ANONYMOUS, "*")


@dataclass(frozen=True, slots=True)
class Frame:
    """Who asks for what on what.

    `role` is the ARN of the one who asks, `account` that of some principal which the estate does not hold;
    neither: anyone. `resource` is the ARN of the one it is about; None: any of `resources`, owned by `owner`.
    `among` are roles of whom any may ask, and none is allowed anything by its own policies. `but_*` are left
    out, since they are asked about apart. `abroad`: what is asked for may be another account's, whose control
    policies nobody gave, and not those of the account of whoever asks bind it.
    """

    actions: tuple[str, ...] = ANYTHING
    role: str | None = None
    account: str | None = None
    resource: str | None = None
    resources: tuple[str, ...] = ANYTHING
    owner: str = OWN
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    among: tuple[str, ...] = ()
    abroad: bool = False
    but_roles: frozenset[str] = frozenset()
    but_accounts: frozenset[str] = frozenset()
    but_resources: frozenset[str] = frozenset()

    def family(self, sides: Sides) -> Family:
        """The requests that the frame stands for. Tags are those of the new side, or any."""
        principal = principal_of(self.role) if self.role else None
        is_told = principal is not None and not takes_tags(self.role or "", sides.new)
        tags, whole = principal_tags(principal, sides.new) if principal and is_told else ({}, False)
        organization, members = self._organization(principal, sides)
        return Family(
            who=self._who(principal),
            actions=self.actions,
            resources=extent(self.resource) if self.resource else self.resources,
            resource_account=self.owner,
            organization=organization,
            members=members,
            context=Context(
                {**tags, **self.context},
                absent=frozenset({"aws:principaltag/*"} if whole else ()),
                otherwise=Otherwise.UNKNOWN,
            ),
        )

    def _who(self, principal: Principal | None) -> tuple[Who, ...] | None:
        if principal is not None:
            return (principal,)
        if self.account is not None:
            return tuple(SomePrincipal(kind, self.account) for kind in _KINDS)
        return tuple(map(principal_of, self.among)) or None

    def _organization(
        self, principal: Principal | None, sides: Sides
    ) -> tuple[Organization, frozenset[str] | None]:
        owner = None if self.owner == OWN else self.owner
        if principal is not None or self.account is not None:
            asking = principal or Principal(PrincipalKind.ROOT, "", self.account)
            return _inside(asking, owner or asking.account, sides), None
        accounts = {**sides.old.accounts, **sides.new.accounts}
        members = frozenset(
            id for id in accounts if _inside(_root(id), owner, sides).principal_in_org
        )
        whole = organization_of(_SOMEBODY, owner, sides.new)
        return replace(whole, principal_in_org=bool(members)), members

    def layers(self, sides: Sides) -> tuple[Layers, Layers]:
        """What is in force on both sides."""
        old, new = sides.layers(self._example())
        return self._as_asked(old), self._as_asked(new)

    def _example(self) -> Request:
        principal = _SOMEBODY
        if self.role is not None:
            principal = principal_of(self.role)
        elif self.account is not None:
            principal = _root(self.account)
        resource = self.resource or _SOMETHING
        owner = principal.account if self.owner == OWN else self.owner
        context = Context(self.context, otherwise=Otherwise.UNKNOWN)
        return Request(principal, _action_on(resource), resource, owner, context=context)

    def _as_asked(self, layers: Layers) -> Layers:
        if self.among:
            layers = replace(layers, identity=Layer())
        elif self.role is None:
            layers = replace(layers, identity=self._anybody())
        if self.resource is None:
            layers = replace(layers, resource=self._anything())
        if self.abroad and self.resource is None:
            layers = replace(layers, rcps=())
        return layers

    def _anybody(self) -> Layer:
        """Everything but for those who are asked about apart."""
        denied = (
            _denial(condition=_is_one_of("ArnEquals", "aws:PrincipalArn", self.but_roles)),
            _denial(
                condition=_is_one_of("StringEquals", "aws:PrincipalAccount", self.but_accounts)
            ),
        )
        wanted = (self.but_roles, self.but_accounts)
        apart = tuple(one for one, some in zip(denied, wanted, strict=True) if some)
        return _with(EVERYTHING, PolicyKind.IDENTITY, apart)

    def _anything(self) -> Layer:
        """A resource that leaves it to whoever asks, but for those that are asked about apart."""
        principal = principal_of(self.role) if self.role else None
        if self.account is not None:
            principal = _root(self.account)
        apart = tuple(text for arn in sorted(self.but_resources) for text in extent(arn))
        denied = (_denial(resources=apart),) if apart else ()
        return _with(open_to(principal), PolicyKind.RESOURCE, denied)


def _inside(principal: Principal, owner: str | None, sides: Sides) -> Organization:
    """What the organization has to do with a request; an account that is in it on either side is."""
    old, new = (organization_of(principal, owner, graph) for graph in (sides.old, sides.new))
    return replace(new, principal_in_org=old.principal_in_org or new.principal_in_org)


def _action_on(resource: str) -> str:
    """An action that may be about a resource, as far as that decides which layers there are."""
    arn = Arn.parse(resource)
    service = arn.service if arn is not None else "x"
    return "sts:AssumeRole" if service == "iam" else f"{service}:X"


def _root(account: str) -> Principal:
    return Principal(PrincipalKind.ROOT, f"arn:aws:iam::{account}:root", account)


def _with(layer: Layer, kind: PolicyKind, more: Iterable[Statement]) -> Layer:
    added = tuple(more)
    if not added:
        return layer
    return replace(layer, policies=(*layer.policies, Policy(kind, "apart", added, NOWHERE)))


def _is_one_of(operator: str, key: str, values: Iterable[str]) -> Condition:
    return Condition(operator, key, tuple(_written(values)), NOWHERE)


def _written(texts: Iterable[str]) -> Iterator[Written]:
    return (Written(text, NOWHERE) for text in sorted(texts))


def _denial(
    *, condition: Condition | None = None, resources: tuple[str, ...] = ANYTHING
) -> Statement:
    return Statement(
        *(Effect.DENY, NOWHERE, "apart", 0),
        principals=Principals(aws=ANY) if condition is None else None,
        actions=ANY,
        resources=tuple(_written(resources)),
        conditions=(condition,) if condition else (),
    )
