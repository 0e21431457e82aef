"""TOKENS: who comes with the token of an identity provider, as far as a trust policy can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..graph.access_graph import AccessGraph
from ..iam.policy import Condition, Effect, Statement
from ..iam.request import Request
from ..repair.grant import identity_keys, names_nobody, prefix_of
from .conditions import equal_to
from .grant import Condition as Written

_OF_EVERYBODY = ("aud", "amr")


def guards_of(request: Request, graph: AccessGraph) -> tuple[tuple[Condition, ...], ...]:
    """Where nobody says who comes: the conditions that the trust policy in force has for that, each way apart.

    With none of these a trust policy would let in everybody to whom the provider gives a token.
    """
    role = graph.roles.get(request.resource)
    statements = role.trust.statements if role is not None and role.trust is not None else ()
    return tuple(filter(None, (tuple(_guards(each, request)) for each in statements)))


def let_in_by(request: Request, graph: AccessGraph) -> tuple[tuple[Written, ...], ...]:
    """The conditions on the token that let in who comes, each way apart; none where nobody says who that is."""
    known = tuple(equal_to(key, request.context.values[key]) for key in identity_keys(request))
    if not names_nobody(request):
        return (known,)
    return tuple(_beside(known, each) for each in guards_of(request, graph))


def _beside(known: Iterable[Written], guards: Iterable[Condition]) -> tuple[Written, ...]:
    """The guards, and what is known that they are silent about."""
    written = tuple(map(_written, guards))
    told = {key.lower() for _, key, _ in written}
    return (*written, *(one for one in known if one[1].lower() not in told))


def _guards(statement: Statement, request: Request) -> Iterator[Condition]:
    """The conditions on the token, of a statement that tells who may come by it."""
    named = statement.principals.federated if statement.principals else ()
    if statement.effect is not Effect.ALLOW or request.principal.arn not in {w.text for w in named}:
        return
    own = [one for one in statement.conditions if one.key.lower().startswith(prefix_of(request))]
    if any(map(_tells, own)):
        yield from own


def _tells(condition: Condition) -> bool:
    is_of_one = condition.key.lower().rpartition(":")[2] not in _OF_EVERYBODY
    return is_of_one and not condition.if_exists and "Not" not in condition.operator


def _written(condition: Condition) -> Written:
    among = f"{condition.set_operator.value}:" if condition.set_operator else ""
    operator = f"{among}{condition.operator}{'IfExists' if condition.if_exists else ''}"
    return operator, condition.key, tuple(value.text for value in condition.values)
