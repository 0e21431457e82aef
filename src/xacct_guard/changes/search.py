"""Search: an answer to a frame that both estates confirm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..iam.arn import Arn
from ..iam.compare import CannotTell, Comparison, NoNewAccess, Witness, compare
from ..iam.pattern import match
from ..iam.request import Request
from ..iam.symbol import has_symbol
from ..iam.truth import Truth
from .frame import Frame
from .in_force import LINKED, Sides, is_known
from .plain import confirmed, plain

_SOMEBODY_ELSE = "000000000000"
_OF_LINKED = (
    "what AWS gives to service-linked roles, which alone the organization's policies do not stop"
)
"""Nobody else can edit what they may.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
"""
_MOST = 24
"""Frames into which one may fall apart."""


def search(frame: Frame, sides: Sides) -> Comparison:
    """A request as witness that both estates decide so, the proof that there is none, or what is in the way."""
    waiting, asked = [frame], 0
    unsure: CannotTell | None = None
    while waiting:
        current = waiting.pop()
        asked += 1
        if asked > _MOST:
            return unsure or CannotTell("more principals and resources than are asked about")
        found = compare(*current.layers(sides), current.family(sides))
        if isinstance(found, CannotTell):
            unsure = unsure or found
        if isinstance(found, Witness) and _is_linked(found.request, sides):
            unsure = unsure or CannotTell(_OF_LINKED)
            waiting.append(replace(current, but_roles=current.but_roles | {LINKED}))
        elif isinstance(found, Witness):
            for request in _ways(found.request, current):
                real = confirmed(request, sides, is_usual=found.usual)
                if real is not None and _is_its_owner(request, sides):
                    return plain(real, sides, current.actions)
            narrower = tuple(_narrowed(current, found.request, sides))
            waiting += narrower
            if not narrower:
                unsure = unsure or _undecided(found.request)
    return unsure or NoNewAccess()


def _is_linked(request: Request, sides: Sides) -> bool:
    """Is it asked by a service-linked role that the estate does not hold?"""
    role = request.principal.role or ""
    return match(LINKED, role) is Truth.YES and not _is_role(role, sides)


def _ways(request: Request, frame: Frame) -> Iterator[Request]:
    """The request; of somebody else's resource, where its ARN leaves open whose it is or may name another."""
    yield request
    arn = Arn.parse(request.resource)
    if frame.abroad and arn is not None and arn.account in ("", request.principal.account):
        theirs = replace(arn, account=arn.account and _SOMEBODY_ELSE)
        yield replace(request, resource=str(theirs), resource_account=_SOMEBODY_ELSE)


def _undecided(request: Request) -> CannotTell:
    return CannotTell(f"whether `{request.action}` on such a resource is allowed")


def _is_its_owner(request: Request, sides: Sides) -> bool:
    """Is a resource that is known in the account that the request says? Else other policies decide."""
    held = held_at(request.resource, sides)
    return held is None or not held[1] or held[1] == request.resource_account


def _narrowed(frame: Frame, request: Request, sides: Sides) -> Iterator[Frame]:
    """The frame without whom or what it took wrongly, and that by itself."""
    who = request.principal.role or request.principal.arn
    account = request.principal.account or ""
    if frame.role is None and not has_symbol(who) and _is_role(who, sides):
        yield replace(frame, but_roles=frame.but_roles | {who})
        yield replace(frame, role=who, account=None)
    elif frame.role is None and frame.account is None and _is_controlled(account, sides):
        yield replace(frame, but_accounts=frame.but_accounts | {account})
        yield replace(frame, account=account)
    elif frame.resource is None:
        held = held_at(request.resource, sides)
        if held is not None and held[0] not in frame.but_resources:
            arn, owner = held
            yield replace(frame, but_resources=frame.but_resources | {arn})
            yield replace(frame, resource=arn, owner=owner)


def _is_role(who: str, sides: Sides) -> bool:
    return who in sides.old.roles or who in sides.new.roles


def _is_controlled(account: str, sides: Sides) -> bool:
    known = (graph.accounts.get(account) for graph in (sides.old, sides.new))
    return any(one is not None and one.scps for one in known)


def held_at(arn: str, sides: Sides) -> tuple[str, str] | None:
    """The resource or role of either estate that an ARN is, or is in, and its account."""
    for graph in (sides.new, sides.old):
        if not is_known(arn, graph):
            continue
        if (role := graph.roles.get(arn)) is not None:
            return role.arn, role.account
        resource = graph.resource(arn)
        if resource is not None:
            return resource.arn, resource.account
    return None
