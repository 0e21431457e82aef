"""A server that speaks the AWS APIs, and what templates say made in it with boto3, call by call.

It forgives what AWS does not. It is asked what was made, never whether that is right.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import boto3

from xacct_guard.graph.model import Made
from xacct_guard.iam.reference import managed_policy
from xacct_guard.iam.symbol import Symbol, split_symbols
from xacct_guard.span import Node

Properties = Mapping[str, Any]


@dataclass(slots=True)
class Cloud:
    """A server, and the names that AWS would have drawn by lot for what is made in it.

    `objects` gives the text of what lies in a bucket.
    """

    endpoint: str
    objects: Callable[[str], str] = str
    names: dict[str, str] = field(default_factory=dict)
    _sessions: dict[str, boto3.Session] = field(default_factory=dict)

    def client(self, service: str, account: str, region: str = "us-east-1") -> Any:
        if account not in self._sessions:
            self._sessions[account] = self._session(account)
        return self._sessions[account].client(
            service, region_name=region, endpoint_url=self.endpoint
        )

    def _session(self, account: str) -> boto3.Session:
        own = boto3.Session("AKIAOWN", "x", region_name="us-east-1")
        sts = own.client("sts", endpoint_url=self.endpoint)
        role = f"arn:aws:iam::{account}:role/setup"
        made = sts.assume_role(RoleArn=role, RoleSessionName="setup")["Credentials"]
        return boto3.Session(made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])

    def said(self, text: str) -> str:
        """A text with every value that exists only after deployment as it turned out."""
        parts = split_symbols(text)
        return "".join(p if isinstance(p, str) else self.drawn(p) for p in parts)

    def drawn(self, symbol: Symbol) -> str:
        """What a name turned out to be."""
        assert symbol.created, f"{symbol.name} is nothing that the system makes"
        return self.names.get(symbol.name) or drawn(symbol)

    def value(self, node: Node | None) -> Any:
        """A node as boto3 takes it."""
        if node is None:
            return None
        if isinstance(node.value, tuple):
            return [self.value(item) for item in node.items]
        if isinstance(node.value, Mapping):
            return {key: self.value(each) for key, each in node.mapping.items()}
        return self.said(node.value) if isinstance(node.value, str) else node.value


def drawn(symbol: Symbol) -> str:
    """What stands for a name that AWS draws: the same whenever it is asked for."""
    digits = iter(sha256(symbol.name.encode()).hexdigest() * 2)
    whole = symbol.shape.replace("*", "????????????")
    return re.sub(r"\?", lambda _: next(digits), whole)


@contextmanager
def running() -> Iterator[Cloud]:
    """A fresh server."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield Cloud(f"http://{host}:{port}")
    finally:
        server.stop()


def key(cloud: Cloud, account: str, region: str, id: str | None = None) -> str:
    """A key, with an id of ours where it must have that one; the server draws all of them."""
    from moto.kms.models import kms_backends

    found: str = cloud.client("kms", account, region).create_key()["KeyMetadata"]["KeyId"]
    if id is not None:
        keys = kms_backends[account][region].keys
        keys[id] = keys.pop(found)
        keys[id].id, keys[id].arn = id, keys[id].arn.replace(found, id)
    return id or found


def pipeline(cloud: Cloud, account: str, definition: dict[str, Any]) -> None:
    """A pipeline. The server wants its role to exist; it is told of one that does not afterwards."""
    from moto.codepipeline.models import codepipeline_backends

    role = definition["roleArn"]
    known = cloud.client("iam", account).get_role(RoleName=role.rpartition("/")[2])["Role"]
    client = cloud.client("codepipeline", account)
    client.create_pipeline(pipeline={**definition, "roleArn": known["Arn"]})
    held = codepipeline_backends[account]["us-east-1"].pipelines[definition["name"]]
    held.pipeline["roleArn"] = role


def make(cloud: Cloud, made: Made, account: str, region: str) -> None:
    """Make what a template declares. A type that nobody taught this test is an error."""
    properties = cloud.value(made.properties) or {}
    _MAKERS[made.type](Making(cloud, account, region, made.place), properties)


@dataclass(frozen=True, slots=True)
class Making:
    """Where something is made, and what made it."""

    cloud: Cloud
    account: str
    region: str
    place: str

    def client(self, service: str) -> Any:
        return self.cloud.client(service, self.account, self.region)

    def name(self, properties: Properties, member: str, shape: str = "{stack}-{logical}-*") -> str:
        """The name that is written, else the one that is drawn."""
        stack, _, logical = self.place.partition("/")
        whole = shape.format(stack=stack, logical=logical)
        found: str = properties.get(member) or self.cloud.drawn(
            Symbol(f"{stack}.{logical}", whole, True)
        )
        return found


def _role(at: Making, properties: Properties) -> None:
    iam, name = at.client("iam"), at.name(properties, "RoleName")
    iam.create_role(
        RoleName=name,
        Path=properties.get("Path", "/"),
        AssumeRolePolicyDocument=json.dumps(properties["AssumeRolePolicyDocument"]),
    )
    for policy in properties.get("Policies", ()):
        document = json.dumps(policy["PolicyDocument"])
        iam.put_role_policy(RoleName=name, PolicyName=policy["PolicyName"], PolicyDocument=document)
    for arn in properties.get("ManagedPolicyArns", ()):
        give(iam, at.account, name, arn)


def give(iam: Any, account: str, role: str, policy: str) -> None:
    """Attach a managed policy; one of AWS as we have it packed, as the server has it otherwise or not."""
    from moto.iam.models import AWSManagedPolicy, iam_backends

    text = managed_policy(policy)
    if text is not None:
        now = "2026-01-01T00:00:00+00:00"
        data = {"CreateDate": now, "UpdateDate": now, "DefaultVersionId": "v1"}
        path = f"/{policy.split('/', 1)[1].rpartition('/')[0]}/".replace("//", "/")
        data |= {"Path": path, "Document": json.loads(text)}
        made = AWSManagedPolicy.from_data(policy.rpartition("/")[2], account, "us-east-1", data)
        iam_backends[account]["aws"].managed_policies.setdefault(policy, made)
    iam.attach_role_policy(RoleName=role, PolicyArn=policy)


def _managed_policy(at: Making, properties: Properties) -> None:
    iam, name = at.client("iam"), at.name(properties, "ManagedPolicyName")
    iam.create_policy(
        PolicyName=name,
        Path=properties.get("Path", "/"),
        PolicyDocument=json.dumps(properties["PolicyDocument"]),
    )
    assert not properties.get("Roles"), "roles are made later"


def _key(at: Making, properties: Properties) -> None:
    """The key gets its id first: everything else names it."""
    stack, _, logical = at.place.partition("/")
    id = at.cloud.names[f"{stack}.{logical}"]
    at.client("kms").put_key_policy(
        KeyId=id, PolicyName="default", Policy=json.dumps(properties["KeyPolicy"])
    )


def _bucket(at: Making, properties: Properties) -> None:
    s3 = at.client("s3")
    name = at.name(properties, "BucketName", "{stack}-{logical}-*").lower()
    s3.create_bucket(Bucket=name, **_placed(at.region))
    # What a bucket of a template has, and one that the API makes (put-bucket-... pages).
    s3.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration=properties.get("PublicAccessBlockConfiguration")
        or dict.fromkeys(_BLOCKS, True),
    )
    if rules := properties.get("OwnershipControls"):
        s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=rules)
    if encryption := properties.get("BucketEncryption"):
        rules = [
            {_OF_API.get(name, name): value for name, value in rule.items()}
            for rule in encryption["ServerSideEncryptionConfiguration"]
        ]
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
    if versioning := properties.get("VersioningConfiguration"):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)


_OF_API = {"ServerSideEncryptionByDefault": "ApplyServerSideEncryptionByDefault"}
_BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def _placed(region: str) -> Properties:
    if region == "us-east-1":
        return {}
    return {"CreateBucketConfiguration": {"LocationConstraint": region}}


def _bucket_policy(at: Making, properties: Properties) -> None:
    at.client("s3").put_bucket_policy(
        Bucket=properties["Bucket"], Policy=json.dumps(properties["PolicyDocument"])
    )


def _machine(at: Making, properties: Properties) -> None:
    definition = properties.get("DefinitionString") or json.dumps(properties.get("Definition"))
    if place := properties.get("DefinitionS3Location"):
        definition = at.cloud.objects(place["Key"])
    for name, value in properties.get("DefinitionSubstitutions", {}).items():
        definition = definition.replace(f"${{{name}}}", str(value))
    at.client("stepfunctions").create_state_machine(
        name=properties["StateMachineName"], roleArn=properties["RoleArn"], definition=definition
    )


def _repository(at: Making, properties: Properties) -> None:
    at.client("codecommit").create_repository(repositoryName=properties["RepositoryName"])


def _function(at: Making, properties: Properties) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): pass")
    variables = properties.get("Environment", {}).get("Variables", {})
    at.client("lambda").create_function(
        FunctionName=at.name(properties, "FunctionName"),
        Runtime=properties["Runtime"],
        Role=properties["Role"],
        Handler="index.handler",
        Code={"ZipFile": packed.getvalue()},
        Environment={"Variables": variables},
    )


def _bus(at: Making, properties: Properties) -> None:
    at.client("events").create_event_bus(Name=properties["Name"])


def _bus_policy(at: Making, properties: Properties) -> None:
    statement = {"Sid": properties["StatementId"], **properties["Statement"]}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    at.client("events").put_permission(
        EventBusName=properties.get("EventBusName", "default"), Policy=json.dumps(policy)
    )


def _rule(at: Making, properties: Properties) -> None:
    events, name = at.client("events"), at.name(properties, "Name")
    bus = {"EventBusName": properties["EventBusName"]} if "EventBusName" in properties else {}
    given = {
        k: properties[k] for k in ("ScheduleExpression", "State", "RoleArn") if k in properties
    }
    if "EventPattern" in properties:
        given["EventPattern"] = json.dumps(properties["EventPattern"])
    events.put_rule(Name=name, **bus, **given)
    if targets := properties.get("Targets"):
        events.put_targets(Rule=name, **bus, Targets=targets)


def _group(at: Making, properties: Properties) -> None:
    name = properties["ModelPackageGroupName"]
    sagemaker = at.client("sagemaker")
    sagemaker.create_model_package_group(
        ModelPackageGroupName=name, ModelPackageGroupDescription=name
    )
    if policy := properties.get("ModelPackageGroupPolicy"):
        sagemaker.put_model_package_group_policy(
            ModelPackageGroupName=name, ResourcePolicy=json.dumps(policy)
        )


def _version(at: Making, properties: Properties) -> None:
    taken = ("ModelPackageGroupName", "InferenceSpecification", "ModelApprovalStatus")
    made = at.client("sagemaker").create_model_package(
        **{name: properties[name] for name in taken if name in properties}
    )
    # What names a version is known only now; nothing that was made before does.
    name = made["ModelPackageArn"].rpartition("/")[2]
    at.cloud.names[at.place.replace("/", ".")] = name


def _project(at: Making, properties: Properties) -> None:
    small = {name: _small(properties[name]) for name in ("Source", "Artifacts", "Environment")}
    small["Source"] = {
        ("buildspec" if name == "buildSpec" else name): value
        for name, value in small["Source"].items()
    }
    small["Source"].setdefault("location", "none")  # the server wants one whatever the type
    more = {}
    if "EncryptionKey" in properties:
        more["encryptionKey"] = properties["EncryptionKey"]
    at.client("codebuild").create_project(
        name=at.name(properties, "Name", "{logical}-*"),
        serviceRole=properties["ServiceRole"],
        **{name.lower(): value for name, value in small.items()},
        **more,
    )


def _small(value: Any) -> Any:
    """What a template writes with a capital letter, as the API does."""
    if isinstance(value, list):
        return [_small(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name[:1].lower() + name[1:]: _small(each) for name, each in value.items()}


_MAKERS = {
    "AWS::IAM::ManagedPolicy": _managed_policy,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Key": _key,
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::StepFunctions::StateMachine": _machine,
    "AWS::CodeCommit::Repository": _repository,
    "AWS::Lambda::Function": _function,
    "AWS::Events::EventBus": _bus,
    "AWS::Events::EventBusPolicy": _bus_policy,
    "AWS::Events::Rule": _rule,
    "AWS::SageMaker::ModelPackageGroup": _group,
    "AWS::SageMaker::ModelPackage": _version,
    "AWS::CodeBuild::Project": _project,
}
ORDER = tuple(_MAKERS)
