"""Scenario: a request and the policies of each layer, read from one JSON object."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import InputError, XacctGuardError
from ..span import Node, Route, Source, Span
from .arn import Arn
from .context import role_of_session
from .grammar import parse_policy
from .layers import KmsGrant, Layer, Layers, PublicAccessBlock
from .policy import Policy, PolicyKind
from .request import Context, ContextValue, Organization, Principal, PrincipalKind, Request
from .semantics import Semantics, is_role, semantics_of
from .symbol import Symbol, has_symbol

_UNKNOWN = "$unknown"
_ACCOUNT = re.compile("[0-9]{12}")


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


class ScenarioError(InputError):
    """A scenario that cannot be read; `where` is the layer, or `request`."""

    def __init__(self, error: XacctGuardError, where: str) -> None:
        super().__init__(error.message, at=error.at, help=error.help)
        self.where = where


def read_scenario(written: Mapping[str, object] | Node) -> Scenario:
    """The scenario a JSON object describes. Raises ScenarioError.

    `{"$unknown": "Label"}` anywhere is an open symbol of that name.
    """
    node = _with_symbols(written if isinstance(written, Node) else node_of(written))
    identifier = node.get("id")
    try:
        request = _request(node)
    except XacctGuardError as error:
        raise ScenarioError(error, "request") from error
    layers = _layers(node, request.resource)
    return Scenario(identifier.text if identifier else None, request, layers)


def node_of(value: object, span: Span | None = None) -> Node:
    """A plain JSON value as a Node; its places are routes."""
    at = span or Span(Source("scenario", ""))
    if isinstance(value, Mapping):
        members = {str(key): node_of(one, _below(at, str(key))) for key, one in value.items()}
        return Node(members, at)
    if isinstance(value, (list, tuple)):
        return Node(tuple(node_of(one, _below(at, i)) for i, one in enumerate(value)), at)
    if value is None or isinstance(value, (str, int, float, bool)):
        return Node(value, at)
    raise InputError("a scenario holds something that is not JSON", at=at)


def _below(span: Span, step: str | int) -> Span:
    route: Route = (*span.route, step)
    return Span(span.source, route)


def _with_symbols(node: Node) -> Node:
    if isinstance(node.value, tuple):
        return Node(tuple(map(_with_symbols, node.value)), node.span)
    if not isinstance(node.value, Mapping):
        return node
    if set(node.value) == {_UNKNOWN}:
        label = node.value[_UNKNOWN].text or "an unresolved value"
        return Node(str(Symbol(label)), node.span)
    members = {key: _with_symbols(one) for key, one in node.value.items()}
    return Node(members, node.span, keys=node.keys)


def _request(node: Node) -> Request:
    written = node.get("request")
    if written is None or not written.mapping:
        raise InputError("a scenario has no `request`", at=node.span)
    arn, action = _need(written, "principal"), _need(written, "action")
    if not re.fullmatch(r"[A-Za-z0-9-]+:[A-Za-z0-9_-]+", action):
        at = written.mapping["action"].span
        raise InputError(
            f"`{action}` is not an action", at=at, help="write it as in `s3:GetObject`"
        )
    context = _context(written)
    return Request(
        principal=principal_of(arn, _maybe(written, "principal_account"), context),
        action=action,
        resource=_need(written, "resource"),
        resource_account=_maybe(written, "resource_account"),
        region=_maybe(written, "region"),
        context=context,
        organization=_organization(node.get("organization")),
    )


def principal_of(arn: str, account: str | None, context: Context) -> Principal:
    """Who an ARN, a service name or `*` stands for. Raises InputError when it is none of these."""
    if arn == "*":
        return Principal(PrincipalKind.ANONYMOUS, arn)
    parsed = Arn.parse(arn)
    if parsed is None:
        if "." in arn and ":" not in arn:
            return Principal(PrincipalKind.SERVICE, arn)
        raise InputError(
            f"`{arn}` is not a principal", help="write an ARN, a service's name, or `*`"
        )
    kind = _kind(parsed)
    own = account or parsed.account
    if kind is not PrincipalKind.SESSION:
        return Principal(kind, arn, own)
    given = context.values.get("aws:principalarn")
    if isinstance(given, str):
        return Principal(kind, arn, own, given)
    unsure = "aws:principalarn" in context.unknown
    return Principal(kind, arn, own, None if unsure else role_of_session(arn))


def _kind(arn: Arn) -> PrincipalKind:
    kinds = {
        "user": PrincipalKind.USER,
        "role": PrincipalKind.SESSION,
        "assumed-role": PrincipalKind.SESSION,
        "federated-user": PrincipalKind.FEDERATED_USER,
        "saml-provider": PrincipalKind.PROVIDER,
        "oidc-provider": PrincipalKind.PROVIDER,
    }
    if arn.resource == "root":
        return PrincipalKind.ROOT
    kind = kinds.get(arn.resource.partition("/")[0])
    if kind is None or arn.service not in ("iam", "sts"):
        raise InputError(
            f"`{arn}` is not a principal",
            help="write the ARN of a user, role, session, federated user, provider or `root`",
        )
    return kind


def _context(written: Node) -> Context:
    values: dict[str, ContextValue] = {}
    given = written.get("context")
    for key, node in (given.mapping if given else {}).items():
        if isinstance(node.value, tuple):
            values[key.lower()] = tuple(_single(one) for one in node.value)
        elif node.value is not None:
            values[key.lower()] = _single(node)
    listed = written.get("unknown_context")
    unknown = (_single(one).lower() for one in (listed.items if listed else ()))
    return Context(values, frozenset(unknown))


def _single(node: Node) -> str:
    text = node.text
    if text is None:
        raise InputError("a context value is not a text", at=node.span)
    return text


def _organization(node: Node | None) -> Organization:
    if node is None:
        return Organization()
    return Organization(
        id=_maybe(node, "id"),
        principal_in_org=_is_set(node, "principal_in_org"),
        principal_account_is_management=_is_set(node, "principal_account_is_management"),
        resource_account_is_management=_is_set(node, "resource_account_is_management"),
    )


def _is_set(node: Node, key: str) -> bool:
    found = node.get(key)
    return found is not None and found.text == "true"


def _need(node: Node, key: str) -> str:
    text = _maybe(node, key)
    if text is None:
        raise InputError(f"a request has no `{key}`", at=node.span)
    return text


def _maybe(node: Node, key: str) -> str | None:
    found = node.get(key)
    return found.text if found else None


_WHERE = {
    PolicyKind.TRUST: PolicyKind.RESOURCE,  # a trust policy is the `resource` of a role
}


def _layers(node: Node, resource: str) -> Layers:
    """Every layer; one that is not written holds nothing."""
    written = node.get("policies") or Node({}, node.span)
    carried = PolicyKind.TRUST if is_role(resource) else PolicyKind.RESOURCE
    settings = written.get("resource_settings") or Node({}, node.span)
    return Layers(
        identity=Layer(_documents(written.get("identity"), PolicyKind.IDENTITY)),
        resource=Layer(_documents(written.get("resource"), carried)),
        scps=_levels(written.get("scps"), PolicyKind.SCP),
        rcps=_levels(written.get("rcps"), PolicyKind.RCP),
        boundary=_gate(written.get("boundary"), PolicyKind.BOUNDARY),
        session=_gate(written.get("session"), PolicyKind.SESSION),
        endpoint=_gate(written.get("vpc_endpoint"), PolicyKind.ENDPOINT),
        endpoint_is_gateway=_maybe(settings, "vpc_endpoint_type") == "gateway",
        kms_grants=_grants(written.get("kms_grants")),
        public_access_block=_block(settings.get("s3_block_public_access")),
    )


def _documents(node: Node | None, kind: PolicyKind) -> tuple[Policy, ...]:
    return tuple(_document(one, kind) for one in (node.items if node else ()))


def _document(node: Node, kind: PolicyKind) -> Policy:
    """A document, bare or as `{"name": ..., "document": ...}`; a text is JSON."""
    name, document = "", node
    if "document" in node.mapping:
        name, document = _maybe(node, "name") or "", node.mapping["document"]
    try:
        return parse_policy(_parsed(document), kind, name)
    except XacctGuardError as error:
        raise ScenarioError(error, _WHERE.get(kind, kind)) from error


def _parsed(node: Node) -> Node:
    if not isinstance(node.value, str) or has_symbol(node.value):
        return node
    try:
        return node_of(json.loads(node.value), node.span)
    except ValueError:
        return node


def _levels(node: Node | None, kind: PolicyKind) -> tuple[Layer, ...]:
    return tuple(Layer(_documents(level, kind)) for level in (node.items if node else ()))


def _gate(node: Node | None, kind: PolicyKind) -> Layer | None:
    documents = _documents(node, kind)
    return Layer(documents) if documents else None


def _grants(node: Node | None) -> tuple[KmsGrant, ...]:
    try:
        return tuple(map(_grant, node.items if node else ()))
    except XacctGuardError as error:
        raise ScenarioError(error, "kms_grants") from error


def _grant(node: Node) -> KmsGrant:
    operations = node.get("operations")
    constraints = node.get("constraints") or Node({}, node.span)
    return KmsGrant(
        _need(node, "grantee"),
        tuple(_single(one) for one in (operations.items if operations else ())),
        _pairs(constraints.get("EncryptionContextEquals")),
        _pairs(constraints.get("EncryptionContextSubset")),
    )


def _pairs(node: Node | None) -> Mapping[str, str] | None:
    if node is None or node.value is None:
        return None
    return {key: _single(value) for key, value in node.mapping.items()}


def _block(node: Node | None) -> PublicAccessBlock | None:
    if node is None or not node.mapping:
        return None
    return PublicAccessBlock(
        block_public_acls=_is_set(node, "block_public_acls"),
        ignore_public_acls=_is_set(node, "ignore_public_acls"),
        block_public_policy=_is_set(node, "block_public_policy"),
        restrict_public_buckets=_is_set(node, "restrict_public_buckets"),
    )
