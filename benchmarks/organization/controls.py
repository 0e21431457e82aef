"""The organization itself: its units, and the policies that stand above the accounts."""

from __future__ import annotations

import json
from collections.abc import Iterator

from xacct_guard.snapshot.rows import Document

from .content import Json, document
from .layout import REGION, UNITS, Layout

_ROOT = "r-root"
_EVERYTHING = document({"Effect": "Allow", "Action": "*", "Resource": "*"})
_ALL = document({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})
_GLOBAL = ["iam:*", "organizations:*", "sts:*", "route53:*", "cloudfront:*", "support:*", "s3:*"]


Controls = dict[str, tuple[Json, list[str]]]
"""Policies, each with its targets, by name."""


def told(layout: Layout, more: Controls) -> Iterator[Document]:
    """What the management account tells of the organization; `more` are service control policies."""
    management = layout.account(0)

    def row(kind: str, name: str, record: Json) -> Document:
        return Document(management, "", f"organizations:{kind}", name, record)

    described = {"FeatureSet": "ALL", "Id": layout.id, "MasterAccountId": management}
    yield row("organization", layout.id, {"describe_organization": described})
    for index in range(layout.accounts):
        account = {"Id": layout.account(index), "Name": f"{layout.unit(index)}-{index:04}"}
        yield row("account", account["Id"], {"list_accounts": {**account, "Status": "ACTIVE"}})
    yield row("root", _ROOT, _root(layout))
    for unit in UNITS:
        yield row("unit-1", f"ou-{unit}", _unit(layout, unit))
    for kind, policies in (
        ("service-control-policy", {**_service_control(layout), **more}),
        ("resource-control-policy", _resource_control(layout)),
    ):
        for name, (policy, targets) in policies.items():
            yield row(kind, f"p-{name.lower()}", _policy(name, policy, targets))


def standing_above(layout: Layout, index: int) -> list[list[Json]]:
    """The service control policies above an account, a level each, the root's first."""
    unit = f"ou-{layout.unit(index)}" if index else _ROOT
    places = dict.fromkeys((_ROOT, unit, layout.account(index)))
    every = _service_control(layout).values()
    return [[policy for policy, targets in every if place in targets] for place in places]


def _root(layout: Layout) -> Json:
    types = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
    enabled = [{"Status": "ENABLED", "Type": each} for each in types]
    return {
        "list_roots": {"Id": _ROOT, "Name": "Root", "PolicyTypes": enabled},
        "list_accounts_for_parent": [layout.account(0)],
        "units": [f"ou-{unit}" for unit in UNITS],
    }


def _unit(layout: Layout, unit: str) -> Json:
    inside = (index for index in range(1, layout.accounts) if layout.unit(index) == unit)
    return {
        "list_organizational_units_for_parent": {"Id": f"ou-{unit}", "Name": unit},
        "list_accounts_for_parent": [layout.account(index) for index in inside],
        "units": [],
    }


def _policy(name: str, policy: Json, targets: list[str]) -> Json:
    return {
        "list_policies": {"Id": f"p-{name.lower()}", "Name": name},
        "describe_policy": {"Content": json.dumps(policy)},
        "list_targets_for_policy": targets,
    }


def _service_control(layout: Layout) -> Controls:
    accounts = [layout.account(index) for index in range(layout.accounts)]
    units = [f"ou-{unit}" for unit in UNITS]
    return {
        "FullAWSAccess": (_EVERYTHING, [_ROOT, *units, *accounts]),
        "Leaving": (document(_denied(["organizations:LeaveOrganization"])), [_ROOT]),
        "Regions": (document(_elsewhere()), units),
        "Users": (document(_denied(["iam:CreateUser", "iam:CreateAccessKey"])), ["ou-production"]),
    }


def _resource_control(layout: Layout) -> Controls:
    accounts = [layout.account(index) for index in range(layout.accounts)]
    units = [f"ou-{unit}" for unit in UNITS]
    plain = {
        **_denied(["s3:*"]),
        "Principal": "*",
        "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}},
    }
    return {
        "RCPFullAWSAccess": (_ALL, [_ROOT, *units, *accounts]),
        "NoPlainHttp": (document(plain), [_ROOT]),
    }


def _denied(actions: list[str]) -> Json:
    return {"Effect": "Deny", "Action": actions, "Resource": "*"}


def _elsewhere() -> Json:
    """Nothing is done in another Region, but by services that are in none."""
    return {
        "Effect": "Deny",
        "NotAction": _GLOBAL,
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": [REGION]}},
    }
