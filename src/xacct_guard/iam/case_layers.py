"""The `policies` of a scenario: every layer that has a say in its request."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..errors import InputError, PolicyError, XacctGuardError
from ..span import Node
from .case_node import (
    ScenarioError,
    check_members,
    is_set,
    maybe,
    need,
    node_of,
    object_of,
    single,
)
from .grammar import parse_policy
from .layers import KmsGrant, Layer, Layers, PublicAccessBlock
from .policy import Policy, PolicyKind
from .policy_node import one_of
from .semantics import is_role
from .symbol import has_symbol

_POLICIES = (
    *("identity", "boundary", "session", "resource", "scps", "rcps", "vpc_endpoint"),
    *("kms_grants", "resource_settings"),
)
_SETTINGS = ("s3_block_public_access", "vpc_endpoint_type")
_ENDPOINTS = ("gateway", "interface")
_BLOCKS = (
    *("block_public_acls", "ignore_public_acls", "block_public_policy"),
    "restrict_public_buckets",
)
_WHERE = {
    PolicyKind.TRUST: PolicyKind.RESOURCE,  # a trust policy is the `resource` of a role
}


def read_layers(node: Node, resource: str) -> Layers:
    """Every layer of a scenario; one that is not written holds nothing. Raises ScenarioError."""
    written = node.get("policies") or Node({}, node.span)
    try:
        check_members(written, "`policies`", _POLICIES)
    except XacctGuardError as error:
        raise ScenarioError(error, "policies") from error
    carried = PolicyKind.TRUST if is_role(resource) else PolicyKind.RESOURCE
    gateway, block = _settings(written)
    return Layers(
        identity=Layer(_documents(written.get("identity"), PolicyKind.IDENTITY)),
        resource=Layer(_documents(written.get("resource"), carried)),
        scps=_levels(written.get("scps"), PolicyKind.SCP),
        rcps=_levels(written.get("rcps"), PolicyKind.RCP),
        boundary=_gate(written.get("boundary"), PolicyKind.BOUNDARY),
        session=_gate(written.get("session"), PolicyKind.SESSION),
        endpoint=_gate(written.get("vpc_endpoint"), PolicyKind.ENDPOINT),
        endpoint_is_gateway=gateway,
        kms_grants=_grants(written.get("kms_grants")),
        public_access_block=block,
    )


def _settings(policies: Node) -> tuple[bool, PublicAccessBlock | None]:
    """Whether the endpoint is a gateway, and what the bucket blocks."""
    try:
        node = object_of(policies, "resource_settings")
        check_members(node, "`resource_settings`", _SETTINGS)
        kind = (maybe(node, "vpc_endpoint_type") or "interface").lower()
        if kind not in _ENDPOINTS:
            raise InputError(
                f"there is no `vpc_endpoint_type` `{kind}`", at=node.span, help=one_of(_ENDPOINTS)
            )
        return kind == "gateway", _block(object_of(node, "s3_block_public_access"))
    except XacctGuardError as error:
        raise ScenarioError(error, "resource_settings") from error


def _documents(node: Node | None, kind: PolicyKind) -> tuple[Policy, ...]:
    return tuple(_document(one, kind) for one in (node.items if node else ()))


def _document(node: Node, kind: PolicyKind) -> Policy:
    """A document, bare or as `{"name": ..., "document": ...}`; a text is JSON."""
    name, document = "", node
    if "document" in node.mapping:
        name, document = maybe(node, "name") or "", node.mapping["document"]
    try:
        return parse_policy(_parsed(document), kind, name)
    except XacctGuardError as error:
        raise ScenarioError(error, _WHERE.get(kind, kind)) from error


def _parsed(node: Node) -> Node:
    if not isinstance(node.value, str) or has_symbol(node.value):
        return node
    try:
        return node_of(json.loads(node.value), node.span)
    except ValueError as error:
        raise PolicyError(
            f"a policy document is not JSON: {error}",
            at=node.span,
            help="write an object with `Version` and `Statement`",
        ) from error
    except RecursionError as error:
        raise PolicyError(
            "a policy document is nested too deeply", at=node.span, help="write it as AWS takes it"
        ) from error


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
        need(node, "grantee", "a grant"),
        tuple(single(one) for one in (operations.items if operations else ())),
        _pairs(constraints.get("EncryptionContextEquals")),
        _pairs(constraints.get("EncryptionContextSubset")),
    )


def _pairs(node: Node | None) -> Mapping[str, str] | None:
    if node is None or node.value is None:
        return None
    return {key: single(value) for key, value in node.mapping.items()}


def _block(node: Node) -> PublicAccessBlock | None:
    if not node.mapping:
        return None
    check_members(node, "`s3_block_public_access`", _BLOCKS)
    return PublicAccessBlock(
        block_public_acls=is_set(node, "block_public_acls"),
        ignore_public_acls=is_set(node, "ignore_public_acls"),
        block_public_policy=is_set(node, "block_public_policy"),
        restrict_public_buckets=is_set(node, "restrict_public_buckets"),
    )
