"""A snapshot in which somebody changed by hand what is live."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from xacct_guard.snapshot.read import Snapshot
from xacct_guard.snapshot.rows import Document, Missing
from xacct_guard.snapshot.write import create

Key = tuple[str, str, str, str]
REGION = "us-east-1"
_PRINCIPALS, _DETAILS = "iam:authorization-details", "get_account_authorization_details"
SHARED, TRAINING, PRODUCTION = "111111111111", "222222222222", "333333333333"


class Live:
    """What a snapshot holds, for a test to change: `documents` by account, Region, kind and name."""

    def __init__(self, snapshot: Path) -> None:
        with Snapshot(snapshot) as held:
            self.accounts = list(held.accounts())
            self.documents: dict[Key, Any] = {
                (d.account, d.region, d.kind, d.name): d.record for d in held.documents()
            }
            self.missing = list(held.missing())

    def file(self, path: Path) -> Path:
        """The changed snapshot."""
        documents = defaultdict(list)
        for (account, *where), record in self.documents.items():
            documents[account].append(Document(account, *where, record))
        with create(path, {"tool": "test", "started": "2026-01-01T00:00:00Z"}) as writer:
            writer.expect(self.accounts)
            for each in self.accounts:
                lost = [row for row in self.missing if row.account == each.id]
                writer.put(each, documents[each.id], lost)
        return path

    def role(self, account: str, logical: str) -> Any:
        """A role that a template makes under a logical id."""
        record = self.documents[self._key_of(account, logical)]
        return record[_DETAILS]["RoleDetailList"][0]

    def without_role(self, account: str, logical: str) -> None:
        """The role is deleted."""
        del self.documents[self._key_of(account, logical)]

    def _key_of(self, account: str, logical: str) -> Key:
        every = (key for key in self.documents if key[0] == account and ":role/" in key[3])
        return next(key for key in every if f"-{logical}-" in key[3])

    def without_principals(self, account: str) -> None:
        """Nobody may read the principals of an account."""
        self.documents = {
            key: each
            for key, each in self.documents.items()
            if (key[0], key[2]) != (account, _PRINCIPALS)
        }
        self.lack(account, _PRINCIPALS, _DETAILS)

    def statements(self, account: str, logical: str) -> list[Any]:
        """Those of the first policy of a role."""
        found: list[Any] = self.role(account, logical)["RolePolicyList"][0]["PolicyDocument"]
        return found["Statement"]

    def add_role(self, account: str, name: str, trust: Any, policy: Any, path: str = "/") -> None:
        """A role that nobody wrote in a template."""
        arn = f"arn:aws:iam::{account}:role{path}{name}"
        role = {
            "RoleName": name,
            "Arn": arn,
            "Path": path,
            "AssumeRolePolicyDocument": trust,
            "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": policy}],
            "AttachedManagedPolicies": [],
        }
        self.put(account, _PRINCIPALS, arn, {_DETAILS: {"RoleDetailList": [role]}}, "")

    def only(self, kind: str, account: str) -> Key:
        """The key of the one document of a kind in an account."""
        (found,) = (key for key in self.documents if (key[0], key[2]) == (account, kind))
        return found

    def put(self, account: str, kind: str, name: str, record: Any, region: str = REGION) -> None:
        """Something more."""
        self.documents[account, region, kind, name] = record

    def lack(
        self, account: str, kind: str, operation: str, name: str = "", region: str = ""
    ) -> None:
        """Something that was refused."""
        self.missing.append(Missing(account, region, kind, name, operation, "AccessDenied", "no"))

    def edit_policy(self, kind: str, account: str, look: str, edit: Any) -> None:
        """Change the policy of the one thing of a kind, which is a text in the answer."""
        record = self.documents[self.only(kind, account)]
        policy = json.loads(record[look]["Policy"])
        record[look]["Policy"] = json.dumps(edit(policy) or policy)

    def forget_account(self, account: str) -> None:
        """The account was never collected."""
        self.accounts = [
            replace(each, collected=None) if each.id == account else each for each in self.accounts
        ]
        self.documents = {key: each for key, each in self.documents.items() if key[0] != account}


def trust(principal: Any) -> Any:
    """A trust policy."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def allow(action: Any, resource: Any = "*", **more: Any) -> Any:
    """A statement."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def policy(*statements: Any) -> Any:
    """A policy of statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}
