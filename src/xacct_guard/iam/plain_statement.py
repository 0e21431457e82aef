"""The statements of an identity policy straight from JSON, where nothing about them needs a second look.

An organization has a million statements, and all but a few are as the grammar wants them. These are read
without a Node for each of their parts. Whatever is not surely right, and whatever is not known before
deployment, is left to the grammar, which says what is wrong and where. The two are held to one answer by
a property.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..read import Raw
from ..read.making import make_place
from ..span import Route, Source
from .conditions import parse_operator
from .making import make_statement, make_written
from .policy import Condition, Effect, Statement, Written
from .statement_grammar import is_action, is_resource, is_sid
from .symbol import has_symbol

_EFFECTS = {each.value: each for each in Effect}
_KNOWN = frozenset({"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"})


class _NotPlainError(Exception):
    """Here the grammar has to look."""


def plain_statements(
    document: Raw, policy: str, *, variables: bool
) -> tuple[Statement, ...] | None:
    """The statements of an identity policy; None if there is none, or one of them is not plain."""
    written = document.value.get("Statement")
    if type(written) is not list or not written:
        return None
    source, route = document.source, (*document.route, "Statement")
    try:
        found = [
            _statement(each, source, (*route, index), policy, index, variables=variables)
            for index, each in enumerate(written)
        ]
    except _NotPlainError:
        return None
    sids = [each.sid for each in found if each.sid]
    return tuple(found) if len(set(sids)) == len(sids) else None


def _statement(
    raw: object, source: Source, route: Route, policy: str, index: int, *, variables: bool
) -> Statement:
    if type(raw) is not dict or not raw.keys() <= _KNOWN:
        raise _NotPlainError
    effect, sid = raw.get("Effect"), raw.get("Sid", "")
    if type(effect) is not str or effect not in _EFFECTS:
        raise _NotPlainError
    if type(sid) is not str or not is_sid(sid):
        raise _NotPlainError
    actions, not_actions = _pair(raw, "Action", "NotAction", source, route)
    resources, not_resources = _pair(raw, "Resource", "NotResource", source, route)
    if not all([is_action(each.text) for each in actions or not_actions]):  # noqa: C419  # twice as fast
        raise _NotPlainError
    if not all([is_resource(each.text) for each in resources or not_resources]):  # noqa: C419
        raise _NotPlainError
    return make_statement(
        _EFFECTS[effect],
        make_place(source, route),
        policy,
        index,
        sid=raw.get("Sid"),
        principals=None,
        not_principals=None,
        actions=actions,
        not_actions=not_actions,
        resources=resources,
        not_resources=not_resources,
        conditions=_conditions(raw["Condition"], source, route) if "Condition" in raw else (),
        variables=variables,
        completes=True,
        hollow=(),
    )


def _pair(
    raw: Mapping[str, object], one: str, other: str, source: Source, route: Route
) -> tuple[tuple[Written, ...], tuple[Written, ...]]:
    """What an element and its negation say, of which a statement has exactly one."""
    if (one in raw) == (other in raw):
        raise _NotPlainError
    if one in raw:
        return _texts(raw[one], source, (*route, one)), ()
    return (), _texts(raw[other], source, (*route, other))


def _texts(value: object, source: Source, route: Route) -> tuple[Written, ...]:
    if type(value) is str:
        if has_symbol(value):
            raise _NotPlainError
        return (make_written(value, make_place(source, route)),)
    if type(value) is not list or not value:
        raise _NotPlainError
    for each in value:
        if type(each) is not str or has_symbol(each):
            raise _NotPlainError
    return tuple(
        [
            make_written(each, make_place(source, (*route, number)))
            for number, each in enumerate(value)
        ]
    )


def _conditions(raw: object, source: Source, route: Route) -> tuple[Condition, ...]:
    if type(raw) is not dict or not raw:
        raise _NotPlainError
    inside = (*route, "Condition")
    return tuple(
        [
            condition
            for name, keys in raw.items()
            for condition in _under_operator(name, keys, source, (*inside, name))
        ]
    )


def _under_operator(name: str, keys: object, source: Source, route: Route) -> Iterator[Condition]:
    parsed = parse_operator(name)
    if parsed is None or type(keys) is not dict or not keys:
        raise _NotPlainError
    accepts = parsed.operator.accepts
    for key, written in keys.items():
        at = (*route, key)
        values = _texts(written, source, at)
        if ":" not in key or has_symbol(key) or not all(accepts(each.text) for each in values):
            raise _NotPlainError
        yield Condition(
            operator=parsed.operator.name,
            key=key,
            values=values,
            span=make_place(source, at),
            set_operator=parsed.set_operator,
            if_exists=parsed.if_exists,
        )
