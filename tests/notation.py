"""The short notation of tests/conformance/*.yaml: a case in a few words -> what `evaluate` reads.

    - name: a bucket policy alone does not let another account in
      rule: 9.1
      by: trainer                       # who asks: a name below, or an ARN, a service, `*`
      does: s3:GetObject                # the action ...
      to: arn:aws:s3:::theirs/x         # ... on what, in whose account (`owner`)
      resource: allow s3:GetObject on * to arn:aws:iam::111111111111:role/trainer
      expect: implicit_deny identity

A statement is `allow|deny [not] ACTIONS on [not] RESOURCES to [not] PRINCIPALS when CONDITION`;
a layer is one statement or a list of them; `scps` and `rcps` are lists of levels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

Json = Any
OURS, THEIRS = "111111111111", "222222222222"
PRINCIPALS = {
    "trainer": f"arn:aws:sts::{OURS}:assumed-role/trainer/run-1",
    "some trainer": f"arn:aws:iam::{OURS}:role/trainer",
    "alice": f"arn:aws:iam::{OURS}:user/alice",
    "federated": f"arn:aws:sts::{OURS}:federated-user/alice",
    "root": f"arn:aws:iam::{OURS}:root",
    "stranger": "arn:aws:sts::333333333333:assumed-role/stranger/s",
    "linked": f"arn:aws:sts::{OURS}:assumed-role/AWSServiceRoleForX/s",
    "github": f"arn:aws:iam::{OURS}:oidc-provider/token.actions.githubusercontent.com",
    "okta": f"arn:aws:iam::{OURS}:saml-provider/okta",
}
_STATEMENT = re.compile(
    r"(?P<effect>allow|deny) (?P<not_action>not )?(?P<action>\S+(?:, \S+)*)"
    r"(?: on (?P<not_resource>not )?(?P<resource>\S+(?:, \S+)*))?"
    r"(?: to (?P<not_principal>not )?(?P<principal>\S+(?:, \S+)*))?"
    r"(?: when (?P<condition>\{.*\}))?"
)
_OPEN = re.compile(r"\?\?(\w+)")


def scenario_of(case: Mapping[str, Json]) -> Json:
    """The scenario a case describes."""
    principal = PRINCIPALS.get(case.get("by", "trainer"), case.get("by"))
    account = re.search(r":(\d{12}):", principal)
    resource = case.get("to", "arn:aws:s3:::data/x")
    return {
        "id": case["name"],
        "request": {
            "principal": principal,
            "principal_account": account[1] if account else None,
            "action": case.get("does", "s3:GetObject"),
            "resource": resource,
            "resource_account": str(case.get("owner", _owner(resource))),
            "region": case.get("region", "us-east-1"),
            "context": case.get("with", {}),
            "unknown_context": case.get("unknown", []),
        },
        "policies": _policies(case),
        "organization": {
            "id": "o-ours",
            "principal_in_org": account is not None and "333333333333" not in principal,
            **case.get("organization", {}),
        },
    }


def _owner(resource: str) -> str:
    found = re.search(r":(\d{12}):", resource)
    return found[1] if found else THEIRS if "theirs" in resource else OURS


def _policies(case: Mapping[str, Json]) -> Json:
    version = case.get("version", "2012-10-17")
    levels = {
        kind: [[_document(level, version)] for level in case.get(kind, [])]
        for kind in ("scps", "rcps")
    }
    single = {
        member: _document(case[member], version)
        for member in ("resource", "boundary", "vpc_endpoint")
        if member in case
    }
    several = {
        member: [_document(case[member], version)]
        for member in ("identity", "session")
        if member in case
    }
    settings = {
        "vpc_endpoint_type": case.get("vpc_endpoint_type"),
        "s3_block_public_access": {"restrict_public_buckets": case.get("block_public", False)},
    }
    grants = case.get("kms_grants", [])
    return {**levels, **single, **several, "kms_grants": grants, "resource_settings": settings}


def _document(written: Json, version: str | None) -> Json:
    if isinstance(written, Mapping):
        return written
    each = written if isinstance(written, list) else [written]
    document = {"Statement": [_statement(one) for one in each]}
    return {**({"Version": version} if version else {}), **document}


def _statement(written: Json) -> Json:
    if isinstance(written, Mapping):
        return written
    found = _STATEMENT.fullmatch(written)
    assert found, f"not a statement: {written}"
    statement: dict[str, Json] = {"Effect": found["effect"].title()}
    for element in ("action", "resource", "principal"):
        if found[element]:
            name = ("Not" if found[f"not_{element}"] else "") + element.title()
            entries = found[element].split(", ")
            statement[name] = (
                _principals(entries) if element == "principal" else list(map(_value, entries))
            )
    if found["condition"]:
        statement["Condition"] = _with_open(yaml.safe_load(found["condition"]))
    return statement


def _principals(entries: list[str]) -> Json:
    if entries == ["*"]:
        return "*"
    by_kind: dict[str, list[Json]] = {}
    for entry in entries:
        kind = "Service" if "amazonaws.com" in entry else "AWS"
        kind = "Federated" if "-provider/" in entry else kind
        by_kind.setdefault(kind, []).append(_value(entry))
    return by_kind


def _value(entry: str) -> Json:
    """`??Label` is an unresolved value."""
    found = _OPEN.fullmatch(entry)
    return {"$unknown": found[1]} if found else entry


def _with_open(node: Json) -> Json:
    if isinstance(node, dict):
        return {key: _with_open(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_open(value) for value in node]
    return _value(node) if isinstance(node, str) else node
