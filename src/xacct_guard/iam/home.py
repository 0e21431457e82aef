"""Whether the one who asks and the resource belong to the same account."""

from __future__ import annotations

from .answer import NO, YES, Answer, unknown
from .arn import Arn
from .pattern import match
from .request import PrincipalKind, Request
from .symbol import symbols_in
from .truth import Truth
from .wildcard import quoted

_NOWHERE_AT_HOME = (PrincipalKind.SERVICE, PrincipalKind.PROVIDER, PrincipalKind.ANONYMOUS)


def is_at_home(request: Request) -> Answer:
    """Do the principal and the resource belong to the same account?"""
    if request.principal.kind in _NOWHERE_AT_HOME:
        return NO
    own = request.principal.account
    other = account_of_resource(request)
    if not own or not other:
        return unknown("the account of the resource" if own else "the account of the principal")
    truth = match(quoted(own), other)
    if truth is Truth.UNKNOWN:
        return unknown(*(symbol.name for symbol in (*symbols_in(own), *symbols_in(other))))
    return YES if truth is Truth.YES else NO


def account_of_resource(request: Request) -> str | None:
    """The account that owns the resource; None (or empty) where the request does not tell."""
    if request.resource_account:
        return request.resource_account
    arn = Arn.parse(request.resource)
    return request.principal.account if request.resource == "*" else arn.account if arn else None
