"""Scenario: a request and the policies of each layer, read from one JSON object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..errors import InputError, XacctGuardError
from ..span import Node
from .arn import Arn
from .case_layers import read_layers
from .case_node import (
    ScenarioError,
    check_members,
    is_set,
    maybe,
    need,
    node_of,
    object_of,
    single,
    with_symbols,
)
from .context import role_of_session
from .layers import Layers
from .principal_kind import kind_of
from .request import Context, ContextValue, Organization, Principal, PrincipalKind, Request
from .semantics import Semantics, semantics_of
from .symbol import shown

__all__ = [
    "Scenario",
    "ScenarioError",
    "is_action",
    "node_of",
    "principal_doing",
    "principal_of",
    "read_scenario",
]

_REQUEST = (
    *("principal", "principal_account", "action", "resource", "resource_account"),
    *("region", "context", "unknown_context"),
)
_ACTION = re.compile("[A-Za-z0-9-]+:[A-Za-z0-9_-]+")
_BY_IDENTITY = ("sts:assumerolewithsaml", "sts:assumerolewithwebidentity")
"""What providers do, also those that have a host and no ARN, such as `accounts.google.com`."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A request, every policy that has a say in it, and the id of the answer."""

    id: str | None
    request: Request
    layers: Layers

    @property
    def semantics(self) -> Semantics:
        """How a resource of this kind decides."""
        return semantics_of(self.request.action, self.request.resource)


def read_scenario(written: Mapping[str, object] | Node) -> Scenario:
    """The scenario a JSON object describes. Raises ScenarioError.

    `{"$unknown": "Label"}` anywhere is an open symbol of that name.
    """
    try:
        node = with_symbols(written if isinstance(written, Node) else node_of(written))
        request = _request(node)
    except XacctGuardError as error:
        raise ScenarioError(error, "request") from error
    except RecursionError as error:
        raise ScenarioError(
            InputError(
                "a scenario is nested too deeply", help="give a request no member but its own"
            ),
            "request",
        ) from error
    identifier = node.get("id")
    layers = read_layers(node, request.resource)
    return Scenario(identifier.text if identifier else None, request, layers)


def _request(node: Node) -> Request:
    written = node.get("request")
    if written is None or not written.mapping:
        raise InputError(
            "a scenario has no `request`",
            at=node.span,
            help='write it as in `{"request": {"principal": ..., "action": ..., "resource": ...}}`',
        )
    check_members(written, "a request", _REQUEST)
    arn, action = need(written, "principal"), need(written, "action")
    if not is_action(action):
        at = written.mapping["action"].span
        raise InputError(
            f"`{shown(action)}` is not an action", at=at, help="write it as in `s3:GetObject`"
        )
    context = _context(written)
    return Request(
        principal=principal_doing(action, arn, maybe(written, "principal_account"), context),
        action=action,
        resource=need(written, "resource"),
        resource_account=maybe(written, "resource_account"),
        region=maybe(written, "region"),
        context=context,
        organization=_organization(node),
    )


def is_action(text: str) -> bool:
    """Is this the name of one action?"""
    return _ACTION.fullmatch(text) is not None


def principal_doing(action: str, arn: str, account: str | None, context: Context) -> Principal:
    """As `principal_of`; what has a host's name is a provider where only providers do the action."""
    principal = principal_of(arn, account, context)
    if principal.kind is PrincipalKind.SERVICE and action.lower() in _BY_IDENTITY:
        return replace(principal, kind=PrincipalKind.PROVIDER)
    return principal


def principal_of(arn: str, account: str | None, context: Context) -> Principal:
    """Who an ARN, a service name or `*` stands for. Raises InputError when it is none of these."""
    kind, parsed = kind_of(arn) or _kind_of_host(arn), Arn.parse(arn)
    if kind is None:
        forms = "a user, role, session, federated user, provider or `root`"
        raise InputError(
            f"`{shown(arn)}` is not a principal",
            help=f"write the ARN of {forms}, a service's name, or `*`",
        )
    own = account or (parsed.account if parsed else None)
    if kind in (PrincipalKind.SERVICE, PrincipalKind.ANONYMOUS):
        return Principal(kind, arn)
    if kind is not PrincipalKind.SESSION:
        return Principal(kind, arn, own)
    given = context.values.get("aws:principalarn")
    if isinstance(given, str):
        return Principal(kind, arn, own, given)
    unsure = "aws:principalarn" in context.unknown
    role = role_of_session(arn)
    return Principal(kind, arn, own, None if unsure else role, knows_path=role == arn)


def _kind_of_host(text: str) -> PrincipalKind | None:
    """A service of a partition that we do not know, or a provider: what it does tells (`principal_doing`)."""
    return PrincipalKind.SERVICE if "." in text and ":" not in text else None


def _context(written: Node) -> Context:
    values: dict[str, ContextValue] = {}
    for key, node in object_of(written, "context").mapping.items():
        if isinstance(node.value, tuple):
            values[key.lower()] = tuple(single(one) for one in node.value)
        elif node.value is not None:
            values[key.lower()] = single(node)
    listed = written.get("unknown_context")
    unknown = (single(one).lower() for one in (listed.items if listed else ()))
    return Context(values, frozenset(unknown))


def _organization(scenario: Node) -> Organization:
    """Unless it is said, an account with service control policies is in the organization."""
    node = object_of(scenario, "organization")
    scps = scenario.get("policies", "scps")
    said = node.get("principal_in_org")
    is_said = said is not None and said.value is not None
    return Organization(
        id=maybe(node, "id"),
        principal_in_org=is_set(node, "principal_in_org") if is_said else bool(scps and scps.items),
        principal_account_is_management=is_set(node, "principal_account_is_management"),
        resource_account_is_management=is_set(node, "resource_account_is_management"),
    )
