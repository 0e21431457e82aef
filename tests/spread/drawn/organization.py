"""An organization of a few accounts, drawn from a seed and written into a snapshot."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

from xacct_guard.snapshot.rows import Account, Document, Missing
from xacct_guard.snapshot.write import create

from .things import things
from .words import ORGANIZATION, REGION, Json, Words, allow, policy

WHEN = "2026-01-01T00:00:00Z"
DETAILS, OPERATION = "iam:authorization-details", "get_account_authorization_details"
OF_AWS = (
    *("AdministratorAccess", "IAMFullAccess", "ReadOnlyAccess", "AmazonSageMakerFullAccess"),
    *("AWSCodePipeline_FullAccess", "PowerUserAccess"),
)
_LISTS = {
    "role": ("RoleDetailList", "RoleName", "RolePolicyList"),
    "user": ("UserDetailList", "UserName", "UserPolicyList"),
    "group": ("GroupDetailList", "GroupName", "GroupPolicyList"),
}
_BROKEN = ({"Statement": [{"Effect": "Maybe"}]}, "{not json", policy(), 7, None)


class Organization:
    """The documents of all accounts, and what of them was not read."""

    def __init__(self, seed: int) -> None:
        self.dice = dice = Random(seed)
        self.accounts = tuple(f"{number}" * 12 for number in range(1, dice.randint(4, 7)))
        self.partition = "aws-cn" if dice.random() < 0.05 else "aws"
        self.documents: list[Document] = []
        self.missing: list[Missing] = []
        self.unfinished: tuple[str, ...] = ()
        self.words = Words(dice, self.accounts)
        self._furnish(pipelines=dice.random() < 0.6)
        for account in self.accounts:
            self._details(account)
        if dice.random() < 0.6:
            self._controls(self.accounts[0])
        self._gaps()

    def _furnish(self, *, pipelines: bool) -> None:
        """Things name those of other accounts: what each says is drawn when all are known."""
        every = [
            (account, *thing)
            for account in self.accounts
            for thing in things(self.words, account, pipelines=pipelines)
        ]
        for account, _, _, arn in every:
            self.words.arns[account] += [arn] if arn else []
        for account, thing, name, arn in every:
            record = thing.make(self.words, account, arn)
            self.documents.append(Document(account, thing.region, thing.kind, name, record))

    def _details(self, account: str) -> None:
        dice = self.dice
        paths = (dice.choice(("/", "/ml/")) for _ in range(dice.randint(0, 3)))
        managed = [f"arn:aws:iam::{account}:policy{p}shared-{n}" for n, p in enumerate(paths)]
        for arn in managed:
            self._tell(account, "Policies", arn, self._managed(account))
        groups = ["readers", "writers"][: dice.randint(0, 2)]
        for name in groups:
            self._principal(account, "group", name, "/", managed)
        for kind, name, path in self.words.people[account]:
            more: Json = {}
            if kind == "role":
                id = "TRAIN" if name == "train" else name.upper()
                trust = self.words.trust(account)
                more = {"RoleId": f"AROA{id}{account}", "AssumeRolePolicyDocument": trust}
            elif kind == "user":
                lost = ["nobodys"] if dice.random() < 0.05 else []
                more = {"GroupList": [*groups[: dice.randint(0, 2)], *lost]}
            if dice.random() < 0.15:
                more["PermissionsBoundary"] = self._boundary(account, managed)
            self._principal(account, kind, name, path, managed, **more)

    def _boundary(self, account: str, managed: list[str]) -> Json:
        of_aws, gone = "arn:aws:iam::aws:policy/PowerUserAccess", "gone"
        arn = self.dice.choice((*managed, of_aws, f"arn:aws:iam::{account}:policy/{gone}"))
        return {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}

    def _managed(self, account: str) -> Json:
        document = self.words.identity(account)
        if self.dice.random() < 0.02:
            document = self.dice.choice(_BROKEN)
        old = {"VersionId": "v1", "IsDefaultVersion": False, "Document": policy(allow("*", "*"))}
        now = {"VersionId": "v2", "IsDefaultVersion": True, "Document": document}
        return {"DefaultVersionId": "v2", "PolicyVersionList": [old, now]}

    def _principal(
        self, account: str, kind: str, name: str, path: str, managed: list[str], **more: object
    ) -> None:
        dice, (listed, named, inline) = self.dice, _LISTS[kind]
        attached = [each for each in managed if dice.random() < 0.3]
        if dice.random() < 0.08:
            attached.append(f"arn:aws:iam::aws:policy/{dice.choice(OF_AWS)}")
        if dice.random() < 0.03:
            attached.append(f"arn:aws:iam::{account}:policy/gone")
        own = [self.words.identity(account) for _ in range(dice.choice((0, 1, 1, 2)))]
        if dice.random() < 0.02:
            own.append(dice.choice(_BROKEN))
        if dice.random() < 0.01:
            more["AssumeRolePolicyDocument"] = dice.choice(_BROKEN)
        item = {
            named: name,
            "Path": path,
            inline: [{"PolicyName": f"own-{n}", "PolicyDocument": p} for n, p in enumerate(own)],
            "AttachedManagedPolicies": [{"PolicyArn": arn, "PolicyName": "p"} for arn in attached],
            **more,
        }
        self._tell(account, listed, f"arn:aws:iam::{account}:{kind}{path}{name}", item)

    def _tell(self, account: str, listed: str, arn: str, item: Json) -> None:
        record = {OPERATION: {listed: [{"Arn": arn, **item}], "account": account, "arn": arn}}
        self.documents.append(Document(account, "", DETAILS, arn, record))

    def _controls(self, head: str) -> None:
        root = {
            "list_roots": {
                "Id": "r-1",
                "PolicyTypes": [
                    {"Type": f"{kind}_CONTROL_POLICY", "Status": "ENABLED"}
                    for kind in ("SERVICE", "RESOURCE")
                ],
            },
            "list_accounts_for_parent": list(self.accounts),
            "units": [],
        }
        told = {"Id": ORGANIZATION, "MasterAccountId": head}
        self._put(head, "organization", ORGANIZATION, {"describe_organization": told})
        self._put(head, "root", "r-1", root)
        for account in self.accounts:
            listed = {"Id": account, "Name": f"name-{account[0]}"}
            self._put(head, "account", account, {"list_accounts": listed})
        everywhere = ["r-1", *self.accounts]
        self._control(head, "service", policy(allow("*", "*")), everywhere)
        self._control(head, "resource", policy(allow("*", "*", Principal="*")), everywhere)
        fence = policy({**self.words.statement(head), "Effect": "Deny"})
        self._control(head, "service", fence, [self.dice.choice(everywhere)])

    def _control(self, head: str, kind: str, document: Json, targets: list[str]) -> None:
        name = f"p-{len(self.documents)}"
        record = {
            "list_policies": {"Id": name, "Name": name},
            "describe_policy": {"Content": json.dumps(document)},
            "list_targets_for_policy": targets,
        }
        self._put(head, f"{kind}-control-policy", name, record)

    def _put(self, account: str, kind: str, name: str, record: Json) -> None:
        self.documents.append(Document(account, "", f"organizations:{kind}", name, record))

    def _gaps(self) -> None:
        """What was refused, and what is not there yet."""
        dice = self.dice
        if dice.random() < 0.25:
            self._refuse(DETAILS, "")
        if dice.random() < 0.2:
            self._refuse(dice.choice(("kms:key", "sns:topic", "events:rule")), REGION)
        if dice.random() < 0.1:
            self._refuse("s3:bucket", "")
        if dice.random() < 0.1:
            self._refuse("", "")
        if dice.random() < 0.1:
            self.unfinished = (dice.choice(self.accounts),)
            self._lose(self.unfinished[0], "")

    def _refuse(self, kind: str, region: str) -> None:
        account = self.dice.choice(self.accounts)
        self._lose(account, kind)
        refused = Missing(account, region, kind, "", "list_them", "AccessDenied", "no")
        self.missing.append(refused)

    def _lose(self, account: str, kind: str) -> None:
        self.documents = [
            each
            for each in self.documents
            if each.account != account or kind not in ("", each.kind)
        ]

    def write(self, path: Path) -> Path:
        """Write a snapshot, which must not be there yet."""
        with create(path, {"tool": "test", "started": WHEN, "finished": WHEN}) as writer:
            for id in self.accounts:
                done = None if id in self.unfinished else WHEN
                account = Account(id, f"name-{id[0]}", self.partition, (REGION,), done)
                documents = [self._here(each) for each in self.documents if each.account == id]
                writer.put(account, documents, [m for m in self.missing if m.account == id])
        return path

    def _here(self, document: Document) -> Document:
        """The document as it is in the partition of the organization."""
        if self.partition == "aws":
            return document
        name, text = (
            each.replace("arn:aws:", f"arn:{self.partition}:")
            for each in (document.name, json.dumps(document.record))
        )
        return replace(document, name=name, record=json.loads(text))
