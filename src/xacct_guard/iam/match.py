"""Does a statement speak about a request?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from .answer import NO, YES, Answer, answer, every, some, unknown
from .arn_pattern import completed, doubtful_part, match_resource
from .condition import conditions_hold
from .pattern import match
from .policy import Statement, Written
from .principal import By, Named, exempt, is_everyone, named_by
from .request import PrincipalKind, Request
from .symbol import symbols_in
from .truth import Truth
from .variables import resolve


def speaks_about(
    statement: Statement, request: Request, *, bounded: Answer = NO, gateway: bool = False
) -> Answer:
    """Does every element of the statement match the request?

    `bounded`: has the principal a permissions boundary (NotPrincipal asks for it); `gateway`:
    is this the policy of a gateway endpoint.
    """
    named = action_matches(statement, request)
    if named.is_no:  # most of them, by far
        return NO
    return every(_each(named, statement, request, bounded, gateway))


def _each(
    named: Answer, statement: Statement, request: Request, bounded: Answer, gateway: bool
) -> Iterator[Answer]:
    """One answer an element, cheapest first; the rest is not asked once one is NO."""
    yield named
    yield resource_matches(statement, request)
    yield principal_matches(statement, request, bounded=bounded, gateway=gateway)
    yield conditions_hold(statement, request)


def ways(statement: Statement, request: Request) -> Named:
    """For each way in which the statement names the principal, does it speak about the request?"""
    if statement.principals is None:
        return {By.STAR: speaks_about(statement, request)}
    asked = action_matches(statement, request)
    rest = NO if asked.is_no else every(_but_principal(asked, statement, request))
    if rest.is_no:
        return {}
    named = named_by(statement.principals, request)
    return {by: every((said, rest)) for by, said in named.items()}


def _but_principal(asked: Answer, statement: Statement, request: Request) -> Iterator[Answer]:
    yield asked
    yield resource_matches(statement, request)
    yield conditions_hold(statement, request)


def action_matches(statement: Statement, request: Request) -> Answer:
    """Action: any entry matches. NotAction: none does."""
    action = request.action
    if statement.not_actions:
        return ~some([_action(entry.text, action) for entry in statement.not_actions])
    return some([_action(entry.text, action) for entry in statement.actions])


@lru_cache(maxsize=1 << 16)
def _action(pattern: str, action: str) -> Answer:
    return _named(match(pattern, action, ignore_case=True), pattern, action)


def resource_matches(statement: Statement, request: Request) -> Answer:
    """Resource: any entry covers it. NotResource: none does. Neither: it carries the policy."""
    if statement.not_resources:
        return ~_any_resource(statement, statement.not_resources, request, _NOT_EXEMPTING)
    if statement.resources:
        return _any_resource(statement, statement.resources, request, None)
    return YES


_NOT_EXEMPTING = "what NotResource makes of a variable without a value"


def _any_resource(
    statement: Statement, entries: Iterable[Written], request: Request, valueless: str | None
) -> Answer:
    return some(
        _variable_resource(entry.text, request, valueless)
        if statement.variables and "${" in entry.text
        else _resource(
            completed(entry.text) if statement.completes else entry.text, request.resource
        )
        for entry in entries
    )


@lru_cache(maxsize=1 << 16)
def _resource(pattern: str, resource: str) -> Answer:
    found = _named(match_resource(pattern, resource), pattern, resource)
    part = doubtful_part(pattern, resource) if found.is_open else None
    if part is None:
        return found
    names = (symbol.name for symbol in (*symbols_in(pattern), *symbols_in(resource)))
    return unknown(f"what AWS makes of a wildcard in the {part} of `{pattern}`", *names)


def _variable_resource(pattern: str, request: Request, valueless: str | None) -> Answer:
    """Variables work in the resource part only; before the fifth colon they are plain text.

    `valueless`: the doubt there is about an entry whose variable has no value, where there is one.
    """
    head, colon, tail = _resource_part(pattern)
    if "${" in head:
        return NO
    resolved = resolve(tail, request)
    if resolved.text is None:
        return unknown(valueless) if valueless else NO
    wanted = head + colon + resolved.text
    found = _resource(wanted, request.resource)
    if resolved.unsure and (valueless or not found.is_no):
        return unknown(*resolved.unsure)
    return found


def _resource_part(pattern: str) -> tuple[str, str, str]:
    parts = pattern.split(":", 5)
    return ":".join(parts[:5]), ":" if len(parts) > 5 else "", ":".join(parts[5:])


def principal_matches(
    statement: Statement, request: Request, *, bounded: Answer = NO, gateway: bool = False
) -> Answer:
    """Principal: the element names who asks. NotPrincipal: it does not exempt them."""
    if statement.not_principals is not None:
        return ~exempt(statement.not_principals, request, bounded)
    if statement.principals is None or is_everyone(statement.principals):
        return YES
    named = named_by(statement.principals, request)
    return some(_at_gateway(named, request) if gateway else named.values())


_GATEWAY = "how a gateway endpoint reads a principal other than `*` or an account"


def _at_gateway(named: Named, request: Request) -> Iterable[Answer]:
    """A gateway endpoint: an account is its root user alone; roles and users are not described.

    https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    """
    kind = request.principal.kind
    for by, said in named.items():
        if by is By.STAR or kind in (PrincipalKind.ROOT, PrincipalKind.SERVICE):
            yield said
        elif by is not By.ACCOUNT:
            yield unknown(_GATEWAY, *said.depends)


def _named(truth: Truth, pattern: str, value: str) -> Answer:
    if truth is not Truth.UNKNOWN:
        return answer(truth)
    names = [symbol.name for symbol in (*symbols_in(pattern), *symbols_in(value))]
    reaches = f"whether a `*` of `{pattern}` reaches over a colon"
    short = f"what AWS makes of `{pattern}` as an ARN"
    return unknown(*(names or [reaches if "*" in pattern else short]))
