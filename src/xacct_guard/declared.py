"""Declared requests: what the configuration says that somebody, or code that is not read, does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .graph.caller import Caller
from .graph.step import Ground, Page, Steps
from .iam.arn import Arn
from .iam.request import ContextValue
from .iam.symbol import ANYTHING
from .operations import operations
from .span import Node

_DECLARED = Page("the configuration (calls, flows)", Ground.DECLARED)
_ASSUMING = {
    "assume-role": None,
    "sts:AssumeRole": "sts:AssumeRole",
    "sts:AssumeRoleWithWebIdentity": "sts:AssumeRoleWithWebIdentity",
    "sts:AssumeRoleWithSAML": "sts:AssumeRoleWithSAML",
}


def calls_of(code: str, caller: Caller) -> Steps:
    """The calls that the configuration says the code of a resource makes, by the resource's ARN."""
    for entry in caller.graph.calls.get(code, ()):
        yield from made_by(entry.steps, caller)


def made_by(steps: Iterable[Node], caller: Caller) -> Steps:
    """Declared steps, one after the other.

    `assume-role` takes on a role; the steps after it are made as that role.
    """
    now = caller
    for node in steps:
        call, role = node.text_at("call") or "", node.text_at("role")
        here = replace(now, span=node.span, region=node.text_at("region") or now.region)
        if call in _ASSUMING and role is not None:
            action = _ASSUMING[call] or _assuming(now.principal)
            yield here.ask(
                "take on a role, as declared", action, role, _DECLARED, context=_context(node)
            )
            now = now.taking_on(role)
        else:
            yield from _called(here, call, node)


def _assuming(principal: str) -> str:
    """How one takes on a role: whom an identity provider vouches for, by that provider."""
    providers = {"oidc-provider": "WithWebIdentity", "saml-provider": "WithSAML"}
    arn = Arn.parse(principal)
    return f"sts:AssumeRole{providers.get(arn.type, '') if arn else ''}"


def _called(caller: Caller, call: str, node: Node) -> Steps:
    """One declared call: an operation we know by its parameters, else the bare request."""
    operation, parameters = operations().get(call), node.get("parameters")
    if operation is not None and parameters is not None:
        yield from operation.steps(caller, parameters)
        return
    yield caller.ask(
        "call, as declared",
        call,
        _any(node.text_at("resource") or "*"),
        _DECLARED,
        context=_context(node),
        key=node.text_at("key"),
    )


def _context(node: Node) -> dict[str, ContextValue]:
    said = node.get("context")
    return {
        key.lower(): tuple(i.text or "" for i in value.items)
        if isinstance(value.value, tuple)
        else value.text or ""
        for key, value in (said.mapping if said else {}).items()
    }


def _any(resource: str) -> str:
    """A declared resource: a `*` in it stands for some name that is not known."""
    return resource if resource == "*" else resource.replace("*", str(ANYTHING))
