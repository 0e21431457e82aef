"""Which principals a Principal element names, and in what way.

The way matters: an account that is named only hands the decision to its own policies, a role
that is named stays within its boundary, a session that is named does not.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache

from .answer import NO, YES, Answer, answer, every, some, unknown
from .arn import Arn
from .context import role_arn, role_under_some_path
from .pattern import match
from .policy import Principals, Written
from .request import Principal, PrincipalKind, Request
from .symbol import Symbol, has_symbol, only_symbol, symbols_in
from .truth import Truth
from .wildcard import quoted


class By(Enum):
    """In what way an element names a principal."""

    DIRECT = "by its own ARN"
    ROLE = "by its role"
    FEDERATING_USER = "by the user behind it"
    ACCOUNT = "by its account"
    STAR = "as anyone"


Named = Mapping[By, Answer]


def named_by(principals: Principals, request: Request) -> Named:
    """For each way of naming, whether these principals name the one who asks."""
    kind = request.principal.kind
    if kind is PrincipalKind.SERVICE:
        return _kept(
            {By.DIRECT: _any_is(principals.service, request.principal.arn), **_star(principals)}
        )
    if kind is PrincipalKind.PROVIDER:
        return _kept(
            {By.DIRECT: _any_is(principals.federated, request.principal.arn), **_star(principals)}
        )
    if kind is PrincipalKind.ANONYMOUS:
        return _kept(_star(principals))
    found = dict.fromkeys(By, NO)
    for by, form in _forms_of(request):
        found[by] = some((found[by], _any_is(principals.aws, form)))
    found[By.ROLE] = some((found[By.ROLE], _any_under_path(principals.aws, request)))
    found |= _star(principals)
    if principals.canonical_user:
        account = "the account of a canonical user id"
        found[By.ACCOUNT] = some((found[By.ACCOUNT], unknown(account)))
    return _kept(found)


def is_everyone(principals: Principals) -> bool:
    """Do these principals surely name whoever asks?"""
    return any(entry.text == "*" for entry in principals.aws)


def named_as(form: str, request: Request) -> Named:
    """As `named_by`, for a single ARN, account or service: a grantee."""
    principal = request.principal
    if principal.kind is PrincipalKind.SERVICE:
        return _kept({By.DIRECT: _is(form, principal.arn)})
    if principal.kind in (PrincipalKind.PROVIDER, PrincipalKind.ANONYMOUS):
        return {}
    found = dict.fromkeys(By, NO)
    for by, own in _forms_of(request):
        found[by] = some((found[by], _is(form, own)))
    found[By.ROLE] = some((found[By.ROLE], _under_path(form, role_under_some_path(request))))
    return _kept(found)


def _kept(found: Named) -> Named:
    return {by: said for by, said in found.items() if said is not NO}


def exempt(principals: Principals, request: Request, bounded: Answer) -> Answer:
    """Does a NotPrincipal element exempt the one who asks from its Deny?

    For certain only when every form of the principal is listed, and never with a permissions
    boundary (`bounded`). A form listed alone "might" still be denied.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    """
    principal = request.principal
    if principal.kind in (PrincipalKind.SERVICE, PrincipalKind.PROVIDER):
        entries = (
            principals.service if principal.kind is PrincipalKind.SERVICE else principals.federated
        )
        return _at_most_unsure(_any_is(entries, principal.arn), _any_is(principals.aws, "*"))
    if principal.kind is PrincipalKind.ANONYMOUS:
        return _any_is(principals.aws, "*")
    listed = _listed_forms(principals, request)
    whole, part = every(listed), some(listed)
    if principal.kind is PrincipalKind.FEDERATED_USER:
        whole = NO
    outcome = _at_most_unsure(
        whole, some((part, *_star(principals).values(), *_canonical(principals)))
    )
    unbounded = YES if principal.kind is PrincipalKind.ROOT else ~bounded
    return every((outcome, unbounded))


_PARTLY = "how a NotPrincipal that lists only part of the principal is read"


def _at_most_unsure(whole: Answer, part: Answer) -> Answer:
    """YES when all of it is so; when only part may be, nobody says."""
    if whole.is_yes or part.is_no:
        return whole
    return unknown(*(part.depends or {_PARTLY}), *whole.depends)


def _canonical(principals: Principals) -> tuple[Answer, ...]:
    return (unknown("the account of a canonical user id"),) if principals.canonical_user else ()


def _listed_forms(principals: Principals, request: Request) -> tuple[Answer, ...]:
    """For each form of the principal that must be listed: is it?"""
    forms: dict[By, list[Answer]] = {}
    for by, form in _forms_of(request):
        forms.setdefault(by, []).append(_any_is(principals.aws, form))
    if By.ROLE in forms:
        forms[By.ROLE].append(_any_under_path(principals.aws, request))
    return tuple(map(some, forms.values()))


def _star(principals: Principals) -> dict[By, Answer]:
    return {By.STAR: _any_is(principals.aws, "*")} if principals.aws else {}


def _any_is(entries: Iterable[Written], form: str) -> Answer:
    return some(_is(entry.text, form) for entry in entries)


def _any_under_path(entries: Iterable[Written], request: Request) -> Answer:
    """Does an entry name the role of a session, if that is under the path the entry has?

    The name of a role is unique in its account, so the two are the same unless the entry is of a
    role that is no more. Nobody can tell from the ARN of the session alone.
    """
    role = role_under_some_path(request)
    return some(_under_path(entry.text, role) for entry in entries) if role else NO


def _under_path(entry: str, role: str | None) -> Answer:
    return NO if role is None or has_symbol(entry) else _is(entry, role)


@lru_cache(maxsize=1 << 16)
def _is(entry: str, form: str) -> Answer:
    """Are the two texts the same? Principals know no wildcards, but an open symbol may be `*`."""
    truth = match(quoted(entry), form)
    if truth is Truth.NO and form == "*":
        symbol = only_symbol(entry)
        truth = match(symbol.shape, "*") if symbol and not symbol.created else truth
        truth = min(truth, Truth.UNKNOWN)
    if truth is not Truth.UNKNOWN:
        return answer(truth)
    return unknown(*(symbol.name for symbol in (*symbols_in(entry), *symbols_in(form))))


def _forms_of(request: Request) -> tuple[tuple[By, str], ...]:
    principal = request.principal
    role = role_arn(request) if principal.kind is PrincipalKind.SESSION else None
    return _forms(principal, role)


@lru_cache(maxsize=1 << 12)
def _forms(principal: Principal, role: str | None) -> tuple[tuple[By, str], ...]:
    """The texts by which an `AWS` entry may name this principal."""
    own = Arn.parse(principal.arn)
    account = principal.account or (own.account if own else "")
    partition = own.partition if own else "aws"
    accounts = (f"arn:{partition}:iam::{account}:root", account)
    match principal.kind:
        case PrincipalKind.ROOT:
            return tuple((By.DIRECT, form) for form in accounts)
        case PrincipalKind.SESSION:
            forms = [(By.DIRECT, _session(principal)), (By.ROLE, role or str(_UNKNOWN_ROLE))]
        case PrincipalKind.FEDERATED_USER:
            user = f"arn:{partition}:iam::{account}:user/{own.name if own else ''}"
            forms = [(By.DIRECT, principal.arn), (By.FEDERATING_USER, user)]
        case _:
            forms = [(By.DIRECT, principal.arn)]
    return (*forms, *((By.ACCOUNT, form) for form in accounts))


_UNKNOWN_ROLE = Symbol("aws:PrincipalArn")


def _session(principal: Principal) -> str:
    """The ARN of the session; of a role that is given alone, a session with an unknown name."""
    own = Arn.parse(principal.arn)
    if own is None or not own.resource.startswith("role/"):
        return principal.arn
    name = Symbol(f"the name of the session of `{own.name}`")
    return f"arn:{own.partition}:sts::{own.account}:assumed-role/{own.name}/{name}"
