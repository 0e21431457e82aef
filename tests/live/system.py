"""A reference system made in a server that speaks the AWS APIs, collected, and read again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import yaml

from tests.live.cloud import ORDER, Cloud, give, key, make, pipeline
from xacct_guard.graph.model import Made
from xacct_guard.iam.arn import Arn
from xacct_guard.run import Model, Options, check, model_of
from xacct_guard.verdicts import Report

BYSTANDER = "666666666666"
REGIONS = ("us-east-1", "eu-west-1")
_REFERENCE = re.compile(r"\$\{([^}]+)\}")
_KEPT = ("organization", "accounts", "placeholders", "calls", "flows", "network", "rules")


class System:
    """A system of the fixtures, with what its templates say."""

    def __init__(self, folder: Path, cloud: Cloud) -> None:
        self.folder = folder.resolve()
        self.cloud = cloud
        self.options = Options(config=folder / "xacct-guard.yaml", packs=("audit",))
        self.snapshot = Path()
        self.model: Model = model_of((folder,), self.options)
        self.snapshot = Path()
        self.written: dict[str, Any] = yaml.safe_load(self.options.config.read_text())

    @property
    def accounts(self) -> tuple[str, ...]:
        """Its accounts, and one that has nothing to do with it."""
        return (*(each["id"] for each in self.written["accounts"].values()), BYSTANDER)

    @cached_property
    def report(self) -> Report:
        """What is said of the templates."""
        return check((self.folder,), self.options).report

    def deploy(self) -> None:
        """Make everything in the server."""
        self.cloud.objects = lambda key: self._filled(key, {})
        urlopen(Request(f"{self.cloud.endpoint}/moto-api/reset", method="POST"))
        self._keys()
        for made, account, region in sorted(
            self._made(), key=lambda each: ORDER.index(each[0].type)
        ):
            make(self.cloud, made, account, region)
        for entry in self.written.get("policies", ()):
            self._attach(entry)
        for entry in self.written.get("pipelines", ()):
            definition = json.loads(self._filled(entry["definition"], {}))["pipeline"]
            pipeline(self.cloud, self._id(entry["account"]), definition)
        for entry in self.written.get("sagemaker_pipelines", ()):
            self.cloud.client("sagemaker", self._id(entry["account"])).create_pipeline(
                PipelineName=entry["name"],
                PipelineDefinition=self._filled(entry["definition"], {}),
                RoleArn=self.said(entry["role"]),
                ClientRequestToken="0" * 32,
            )
        self._bystander()

    def _made(self) -> Iterator[tuple[Made, str, str]]:
        places = {
            each["name"]: (self._id(each["account"]), each.get("region", REGIONS[0]))
            for each in self.written["stacks"]
        }
        places |= {
            stack.name: (stack.account, stack.region)
            for stack in self.model.estate.deployed.values()
        }
        for part in self.model.estate.parts:
            yield from ((made, *places[made.place.partition("/")[0]]) for made in part.made)

    def _keys(self) -> None:
        for made, account, region in self._made():
            if made.type == "AWS::KMS::Key":
                name = made.place.replace("/", ".")
                self.cloud.names[name] = key(self.cloud, account, region)
        for entry in self.written.get("policies", ()):
            arn = Arn.parse(self.said(entry["attached_to"]))
            if arn and arn.service == "kms":
                key(self.cloud, arn.account, arn.region, arn.name)

    def _attach(self, entry: Mapping[str, Any]) -> None:
        arn = Arn.parse(self.said(entry["attached_to"]))
        assert arn
        account, client = self._id(entry["account"]), self.cloud.client
        said = entry["document"]
        if arn.service == "iam":
            self._give(client("iam", account), arn, said, entry)
            return
        document = self._filled(said, entry.get("placeholders", {}))
        if arn.service == "kms":
            client("kms", account).put_key_policy(
                KeyId=arn.name, PolicyName="default", Policy=document
            )
        elif arn.service == "s3":
            client("s3", account).put_bucket_policy(Bucket=arn.name, Policy=document)
        else:
            client("sagemaker", account).put_model_package_group_policy(
                ModelPackageGroupName=arn.name, ResourcePolicy=document
            )

    def _give(self, iam: Any, arn: Arn, said: str, entry: Mapping[str, Any]) -> None:
        """A trust policy makes the role, any other is given to it."""
        path = f"/{'/'.join(arn.resource.split('/')[1:-1])}/".replace("//", "/")
        known = {each["RoleName"] for each in iam.list_roles()["Roles"]}
        if said.startswith("arn:"):
            give(iam, arn.account, arn.name, said)
            return
        document = self._filled(said, entry.get("placeholders", {}))
        is_trust = '"Principal"' in document
        if arn.name not in known:
            trust = document if is_trust else _NOBODY
            iam.create_role(RoleName=arn.name, Path=path, AssumeRolePolicyDocument=trust)
        if not is_trust:
            name = Path(said).stem
            iam.put_role_policy(RoleName=arn.name, PolicyName=name, PolicyDocument=document)

    def _bystander(self) -> None:
        """An account that has nothing to do with it, and a Region in which nothing of it is."""
        s3 = self.cloud.client("s3", BYSTANDER, REGIONS[1])
        s3.create_bucket(
            Bucket="of-nobody", CreateBucketConfiguration={"LocationConstraint": REGIONS[1]}
        )
        blocked = (
            "BlockPublicAcls",
            "IgnorePublicAcls",
            "BlockPublicPolicy",
            "RestrictPublicBuckets",
        )
        s3.put_bucket_policy(Bucket="of-nobody", Policy=json.dumps(_NO_PLAIN_HTTP))
        s3.put_public_access_block(
            Bucket="of-nobody", PublicAccessBlockConfiguration=dict.fromkeys(blocked, True)
        )

    def _filled(self, file: str, own: Mapping[str, str]) -> str:
        """A file of the folder with its placeholders filled."""
        text = (self.folder / file).read_text()
        for name, value in {**self.written.get("placeholders", {}), **own}.items():
            text = text.replace(name, self.said(value))
        return text

    def _id(self, account: str) -> str:
        found: str = self.written["accounts"].get(account, {"id": account})["id"]
        return found

    def said(self, value: Any) -> Any:
        """A value of the configuration with what its references turned out to be."""
        if isinstance(value, Mapping):
            return {name: self.said(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.said(each) for each in value]
        if not isinstance(value, str):
            return value
        resolve = self.model.estate.resolve
        return _REFERENCE.sub(lambda found: self.cloud.said(resolve(found[1]) or ""), value)

    def live_configuration(self, into: Path) -> Path:
        """The configuration without its templates: what no account tells stays."""
        kept = {name: self.said(self.written[name]) for name in _KEPT if name in self.written}
        named = [each.name for each in self.model.graph.pipelines]
        pipelines = [
            {
                "name": name,
                "artifacts": {artifact: str(self.folder) for artifact in entry["artifacts"]},
            }
            for entry in self.written.get("pipelines", ())
            for name in named
            if "artifacts" in entry
        ]
        if pipelines:
            kept["pipelines"] = pipelines
        into.write_text(yaml.safe_dump(kept, sort_keys=False))
        return into


_NOBODY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
"""A role has some trust policy, which the system does not tell."""
_NO_PLAIN_HTTP = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::of-nobody", "arn:aws:s3:::of-nobody/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}
