"""Grants on KMS keys, as they were collected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...graph.model import Attached, Granted, Parts
from ...iam.layers import KmsGrant
from ...iam.policy import Policy, PolicyKind
from ...iam.symbol import has_symbol
from ...shape import at
from ...span import Node


def grants_of(key: Node) -> Parts:
    """The grants of a key; a doubt about who may use it where they were not read."""
    arn = key.mapping["list_keys"].text_at("KeyArn") or ""
    said = at(key, "list_grants.Grants") or at(key, "list_grants")
    if said is not None and has_symbol(said.text or ""):
        why = f"list_grants of {key.span.path}, which was not read"
        doubt = Policy(PolicyKind.RESOURCE, "grants", (), key.span, unresolved=why)
        return Parts(attached=(Attached(arn, doubt, key.span, adds=True),))
    return Parts(grants=tuple(_granted(arn, said.items if said else ())))


def _granted(arn: str, grants: tuple[Node, ...]) -> Iterator[Granted]:
    for grant in grants:
        who = grant.text_at("GranteePrincipal") or grant.text_at("GranteeServicePrincipal")
        listed = grant.get("Operations")
        operations = tuple(each.text or "" for each in (listed.items if listed else ()))
        if who and operations:
            equals, subset = (_pairs(grant, f"EncryptionContext{which}") for which in _WHICH)
            yield Granted(arn, KmsGrant(who, operations, equals, subset), grant.span)


_WHICH = ("Equals", "Subset")


def _pairs(grant: Node, name: str) -> Mapping[str, str] | None:
    found = grant.get("Constraints", name)
    return {key: each.text or "" for key, each in found.mapping.items()} if found else None
