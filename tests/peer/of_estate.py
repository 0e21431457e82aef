"""Scenarios out of an estate: requests with the policies that have a say in them, written out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.iam.layers import Layer
from xacct_guard.iam.policy import Policy, Principals, Statement, Written
from xacct_guard.iam.request import PrincipalKind, Request
from xacct_guard.iam.symbol import Symbol, split_symbols
from xacct_guard.trace.decide import layers_of

Json = Any
_CHOICE = re.compile(r"[?*]")


def scenario_of(name: str, request: Request, graph: AccessGraph) -> Json:
    """The request as `evaluate` reads it, everything that only a deployment names called by some name.

    No policy here speaks of context keys that nobody sends but this request: what is not given is absent.
    """
    layers = layers_of(request, graph)
    context = {key: _value(held) for key, held in request.context.values.items()}
    if request.principal.role:
        context["aws:principalarn"] = concrete(request.principal.role)
    return {
        "id": name,
        "request": {
            "principal": _asking(request),
            "principal_account": request.principal.account and concrete(request.principal.account),
            "action": request.action,
            "resource": concrete(request.resource, as_request=True),
            "resource_account": request.resource_account and concrete(request.resource_account),
            "region": request.region,
            "context": context,
        },
        "policies": {
            "identity": [
                {"name": f"identity-{number}", "document": _document(policy)}
                for number, policy in enumerate(layers.identity.policies)
            ],
            "resource": _only(layers.resource),
            "vpc_endpoint": _only(layers.endpoint),
        },
        "organization": {},
    }


def concrete(text: str, *, as_request: bool = False) -> str:
    """The text with a name for each symbol, always the same one; a request is about no pattern."""
    written = "".join(
        _name(part) if isinstance(part, Symbol) else part for part in split_symbols(text)
    )
    return _CHOICE.sub("x", written) if as_request and written != "*" else written


def _name(symbol: Symbol) -> str:
    """A text of the symbol's shape that no other symbol has."""
    mark = f"{crc32(symbol.name.encode()):010d}"
    if set(symbol.shape) == {"?"}:
        return mark.zfill(len(symbol.shape))[-len(symbol.shape) :]
    return symbol.shape.replace("*", mark, 1).replace("*", "x").replace("?", "x")


def _asking(request: Request) -> str:
    who = request.principal
    if who.kind is not PrincipalKind.SESSION:
        return concrete(who.arn)
    role = concrete(who.role or who.arn)
    head, _, name = role.partition(":role/")
    return f"{head.replace(':iam:', ':sts:')}:assumed-role/{name.rpartition('/')[2]}/run"


def _value(held: str | tuple[str, ...]) -> str | list[str]:
    if isinstance(held, str):
        return concrete(held, as_request=True)
    return [concrete(one, as_request=True) for one in held]


def _only(layer: Layer | None) -> Json:
    if layer is None or not layer.policies:
        return None
    (policy,) = layer.policies
    return _document(policy)


def _document(policy: Policy) -> Json:
    return {
        "Version": "2012-10-17",
        "Statement": [dict(_members(one)) for one in policy.statements],
    }


def _members(one: Statement) -> Iterator[tuple[str, Json]]:
    yield "Effect", one.effect.value
    if one.principals:
        yield "Principal", _principals(one.principals)
    if one.not_principals:
        yield "NotPrincipal", _principals(one.not_principals)
    elements = {
        "Action": one.actions,
        "NotAction": one.not_actions,
        "Resource": one.resources,
        "NotResource": one.not_resources,
    }
    yield from ((name, _texts(written)) for name, written in elements.items() if written)
    if one.conditions:
        yield "Condition", _conditions(one)


def _principals(of: Principals) -> Mapping[str, list[str]] | str:
    if [one.text for one in of.aws] == ["*"]:
        return "*"
    named = {"AWS": of.aws, "Service": of.service, "Federated": of.federated}
    return {kind: _texts(written) for kind, written in named.items() if written}


def _conditions(one: Statement) -> Mapping[str, Mapping[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for each in one.conditions:
        sets = f"{each.set_operator.value}:" if each.set_operator else ""
        operator = f"{sets}{each.operator}{'IfExists' if each.if_exists else ''}"
        found.setdefault(operator, {})[each.key] = _texts(each.values)
    return found


def _texts(written: tuple[Written, ...]) -> list[str]:
    return [concrete(one.text) for one in written]
