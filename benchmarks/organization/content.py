"""What is in one account, while it is put together: policies as documents, which others may still change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from xacct_guard.snapshot.rows import Account, Document

from .layout import REGION, Layout

Json = dict[str, Any]
WHEN = "2026-01-01T00:00:00Z"
_GLOBAL = {"partition": "aws", "region": ""}


def document(*statements: Json) -> Json:
    """A policy of these statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions: str | list[str], resource: str | list[str] | None, **more: object) -> Json:
    """A statement that allows; without a resource it is a trust policy's. `more` are other elements."""
    on = {} if resource is None else {"Resource": resource}
    return {"Effect": "Allow", **more, "Action": actions, **on}


@dataclass
class Thing:
    """A thing that was collected; `policy` stands as text at a place in the record (a look and its member)."""

    kind: str
    name: str
    record: Json
    region: str = REGION
    policy: Json | None = None
    place: tuple[str, str] | None = None

    def told(self) -> Json:
        """The record as it was answered."""
        if self.place is None:
            return self.record
        look, member = self.place
        said = {member: json.dumps(self.policy)} if self.policy else None
        return {**self.record, look: said}


@dataclass
class Content:
    """An account: its roles and managed policies by name, everything else by kind and name.

    `controls` are policies above accounts, with their targets; only the management account tells of them.
    """

    layout: Layout
    index: int
    roles: dict[str, Json] = field(default_factory=dict)
    managed: dict[str, Json] = field(default_factory=dict)
    things: dict[tuple[str, str], Thing] = field(default_factory=dict)
    controls: dict[str, tuple[Json, list[str]]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The account's id."""
        return self.layout.account(self.index)

    @property
    def account(self) -> Account:
        """The account as a row."""
        name = f"{self.layout.unit(self.index)}-{self.index:04}"
        return Account(self.id, name, "aws", (REGION,), WHEN)

    def add(self, *things: Thing) -> None:
        """Put things there."""
        self.things.update({(each.kind, each.name): each for each in things})

    def has(self, role: str, path: str, trust: Json, **inline: Json) -> Json:
        """Make a role, with its inline policies by name; it takes the place of one of that name."""
        made = {
            "Arn": f"arn:aws:iam::{self.id}:role{path}{role}",
            "AssumeRolePolicyDocument": trust,
            "AttachedManagedPolicies": [],
            "CreateDate": WHEN,
            "InstanceProfileList": [],
            "Path": path,
            "RoleId": unique_id("AROA", self.id, role),
            "RoleLastUsed": {},
            "RoleName": role,
            "RolePolicyList": [
                {"PolicyDocument": each, "PolicyName": name} for name, each in inline.items()
            ],
            "Tags": [],
        }
        self.roles[role] = made
        return made

    def manage(self, name: str, policy: Json) -> Json:
        """Make a managed policy; what is attached names it."""
        arn = f"arn:aws:iam::{self.id}:policy/{name}"
        version = {
            "CreateDate": WHEN,
            "Document": policy,
            "IsDefaultVersion": True,
            "VersionId": "v1",
        }
        self.managed[name] = {
            "Arn": arn,
            "AttachmentCount": 0,
            "CreateDate": WHEN,
            "DefaultVersionId": "v1",
            "IsAttachable": True,
            "Path": "/",
            "PermissionsBoundaryUsageCount": 0,
            "PolicyId": unique_id("ANPA", self.id, name),
            "PolicyName": name,
            "PolicyVersionList": [version],
            "UpdateDate": WHEN,
        }
        return {"PolicyArn": arn, "PolicyName": name}

    def attach(self, role: str, policy: Json) -> None:
        """Attach a managed policy to a role."""
        self.roles[role]["AttachedManagedPolicies"].append(policy)
        self.managed[policy["PolicyName"]]["AttachmentCount"] += 1

    def documents(self) -> Iterator[Document]:
        """The rows, as they stand in the snapshot."""
        for listed, those in (("RoleDetailList", self.roles), ("Policies", self.managed)):
            for each in those.values():
                yield self._principal(listed, each)
        for each in self.things.values():
            yield Document(self.id, each.region, each.kind, each.name, each.told())

    def _principal(self, listed: str, item: Json) -> Document:
        """A role or policy: each is an answer of its own."""
        said = {listed: [item], "account": self.id, "arn": item["Arn"], **_GLOBAL}
        record = {"get_account_authorization_details": said}
        return Document(self.id, "", "iam:authorization-details", item["Arn"], record)


def unique_id(kind: str, *parts: str) -> str:
    """The id of a principal or policy, the same in every run: `AROA` and seventeen digits."""
    text = "/".join(parts).encode()
    return f"{kind}{crc32(text):010d}{crc32(text[::-1]) % 10_000_000:07d}"
