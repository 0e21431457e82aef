"""A snapshot written by a test, and what is decided by it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from xacct_guard.naming import principal_named
from xacct_guard.question import Circumstances, Question, ask
from xacct_guard.run import Options, model_of
from xacct_guard.snapshot.rows import Account, Document, Missing
from xacct_guard.snapshot.write import create

OWN, OTHER = "111111111111", "222222222222"
REGION = "us-east-1"
KEY = "11111111-aaaa-4aaa-8aaa-111111111111"
ROLE = f"arn:aws:iam::{OTHER}:role/reader"


def allow(principal: str, action: str, resource: str = "*") -> dict:
    given = {"Principal": {"AWS": principal}} if principal else {}
    statement = {"Effect": "Allow", **given, "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


@dataclass
class Written:
    """A snapshot on its way into a file."""

    folder: Path
    documents: list[Document] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    unfinished: tuple[str, ...] = ()

    def put(self, kind: str, name: str, record: dict, account: str = OWN, region: str = REGION):
        self.documents.append(Document(account, region, kind, name, record))

    def lack(
        self, kind: str, operation: str, name: str = "", account: str = OWN, region: str = REGION
    ):
        self.missing.append(Missing(account, region, kind, name, operation, "AccessDenied", "no"))

    def bucket(self, *, policy: dict | None = None, **looks: object) -> None:
        record = {
            "list_buckets": {"Name": "data", "BucketRegion": REGION},
            "get_bucket_policy": {"Policy": json.dumps(policy)} if policy else None,
            "get_public_access_block": None,
            "get_bucket_encryption": None,
            **looks,
        }
        asked = {name: said for name, said in record.items() if said != "refused"}
        self.put("s3:bucket", "data", asked)

    def role(self, **more: object) -> None:
        trust = allow("", "sts:AssumeRole")
        trust["Statement"][0] |= {"Principal": {"Service": "ec2.amazonaws.com"}}
        del trust["Statement"][0]["Resource"]
        role = {
            "RoleName": "reader",
            "Arn": ROLE,
            "Path": "/",
            "AssumeRolePolicyDocument": trust,
            "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": allow("", "*")}],
            "AttachedManagedPolicies": [],
            **more,
        }
        details = {"RoleDetailList": [role], "UserDetailList": [], "GroupDetailList": []}
        record = {"get_account_authorization_details": details}
        self.put("iam:authorization-details", "details", record, OTHER, "")

    def file(self) -> Path:
        path = self.folder / "snapshot.sqlite"
        path.unlink(missing_ok=True)
        with create(path, {"tool": "test", "started": "2026-01-01T00:00:00Z"}) as writer:
            for id, name in ((OWN, "data"), (OTHER, "science")):
                done = None if id in self.unfinished else "2026-01-01T00:00:00Z"
                account = Account(id, name, "aws", (REGION,), done)
                documents = [each for each in self.documents if each.account == id]
                writer.put(account, documents, [m for m in self.missing if m.account == id])
        return path


def modelled(live: Written):
    return model_of((live.file(),), Options())


def decision(live: Written, action: str, resource: str):
    """What is decided of a request of the role."""
    graph = modelled(live).graph
    known = Circumstances({"aws:securetransport": "true"})
    return ask(Question(principal_named(ROLE, graph), action, resource, known), graph).decision
