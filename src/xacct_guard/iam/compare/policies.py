"""Two versions of one policy, with nothing else in the way."""

from __future__ import annotations

from collections.abc import Iterable

from ...span import Source, Span
from ..layers import Layer, Layers
from ..policy import Effect, Policy, PolicyKind, Principals, Statement, Written
from ..request import Organization, PrincipalKind
from ..semantics import DEFAULT, ROLE_TRUST
from .compare import EVERYTHING, SECONDS, compare
from .family import OWN, Family, SomePrincipal
from .outcome import Comparison

_OWNER = "000000000000"
_SIGNED = (
    SomePrincipal(PrincipalKind.SESSION),
    SomePrincipal(PrincipalKind.USER),
)
_NOWHERE = Span(Source("", ""))
_STAR = (Written("*", _NOWHERE),)
_ANYONE = Statement(
    *(Effect.ALLOW, _NOWHERE, "anyone", 0),
    principals=Principals(aws=_STAR),
    actions=_STAR,
    resources=_STAR,
)


def compare_policies(
    old: Iterable[Statement],
    new: Iterable[Statement],
    kind: PolicyKind,
    *,
    seconds: float | None = SECONDS,
) -> Comparison:
    """Is there a request that the new statements allow and the old ones do not?

    A policy of a principal is asked about whatever anyone may do who has it, in the own account;
    one of a resource about everyone, in an account that no policy names; a gate about whatever
    anyone may do who is allowed everything else.
    """
    family, layers = _family_of(kind), _with(kind)
    return compare(layers(tuple(old)), layers(tuple(new)), family, seconds=seconds)


def _family_of(kind: PolicyKind) -> Family:
    match kind:
        case PolicyKind.RESOURCE:
            return Family(resource_account=_OWNER, semantics=DEFAULT)
        case PolicyKind.TRUST:
            role = f"arn:aws:iam::{_OWNER}:role/role"
            return Family(
                actions=("sts:*",),
                resources=(role,),
                resource_account=_OWNER,
                semantics=ROLE_TRUST,
            )
        case PolicyKind.RCP | PolicyKind.ENDPOINT:
            return Family(resource_account=_OWNER, semantics=DEFAULT)
        case _:
            member = Organization(principal_in_org=kind is PolicyKind.SCP)
            return Family(who=_SIGNED, resource_account=OWN, semantics=DEFAULT, organization=member)


class _With:
    """Puts statements where their kind of policy belongs, and everything allowed around them."""

    __slots__ = ("_kind",)

    def __init__(self, kind: PolicyKind) -> None:
        self._kind = kind

    def __call__(self, statements: tuple[Statement, ...]) -> Layers:
        layer = Layer((Policy(self._kind, "policy", statements, _NOWHERE),))
        anyone = Layer((Policy(PolicyKind.RESOURCE, "anyone", (_ANYONE,), _NOWHERE),))
        match self._kind:
            case PolicyKind.IDENTITY:
                return Layers(identity=layer)
            case PolicyKind.RESOURCE | PolicyKind.TRUST:
                return Layers(identity=EVERYTHING, resource=layer)
            case PolicyKind.SCP:
                return Layers(identity=EVERYTHING, scps=(layer,))
            case PolicyKind.RCP:
                return Layers(identity=EVERYTHING, resource=anyone, rcps=(layer,))
            case PolicyKind.BOUNDARY:
                return Layers(identity=EVERYTHING, boundary=layer)
            case PolicyKind.SESSION:
                return Layers(identity=EVERYTHING, session=layer)
            case PolicyKind.ENDPOINT:
                return Layers(identity=EVERYTHING, resource=anyone, endpoint=layer)


_with = _With
