"""A registry in one account, whoever trains in another, whoever deploys in a third: who has to let whom in."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from tests.formats.cfn import opened
from tests.operations.account import Work, work
from tests.operations.account import node as node_of
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.caller import Caller
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Account, Placement
from xacct_guard.iam.decision import Verdict
from xacct_guard.operations import operations
from xacct_guard.trace import answer

TRAINER, DEPLOYER, REGISTRY = "111111111111", "222222222222", "333333333333"
HERE = "arn:aws:sagemaker:eu-west-1"
GROUP = f"{HERE}:{REGISTRY}:model-package-group/models"
VERSION = f"{HERE}:{REGISTRY}:model-package/models/7"
ARTIFACT = "s3://artifacts/run/model.tar.gz"
IMAGE = f"{TRAINER}.dkr.ecr.eu-west-1.amazonaws.com/serve:1"
_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_ON_VERSIONS = (
    *("CreateModelPackage", "DescribeModelPackage", "ListModelPackages", "UpdateModelPackage"),
    "CreateModel",
)


def role(name: str, service: str, statements: object = _ALL) -> str:
    return f"""
  {name.title()}:
    Type: AWS::IAM::Role
    Properties:
      RoleName: {name}
      AssumeRolePolicyDocument:
        Statement: {{Effect: Allow, Principal: {{Service: {service}}}, Action: sts:AssumeRole}}
      Policies: [{{PolicyName: p, PolicyDocument: {{Statement: {json.dumps(statements)}}}}}]
"""


def allow(actions: object, resource: object, *accounts: str) -> dict[str, object]:
    who = [f"arn:aws:iam::{each}:root" for each in accounts]
    return {"Effect": "Allow", "Principal": {"AWS": who}, "Action": actions, "Resource": resource}


def trainers(bucket: object, key: object, image: object) -> str:
    """The account that trains: the artifact, its key, the image."""
    images = (
        {k: v for k, v in image.items() if k != "Resource"} if isinstance(image, dict) else image
    )
    return (
        "Resources:"
        + role("train", "sagemaker.amazonaws.com")
        + f"""
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: artifacts
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {{SSEAlgorithm: "aws:kms", KMSMasterKeyID: !GetAtt Key.Arn}}
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties: {{Bucket: !Ref Bucket, PolicyDocument: {{Statement: [{json.dumps(bucket)}]}}}}
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - {json.dumps(allow("kms:*", "*", TRAINER))}
          - {json.dumps(key)}
  Images:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryName: serve
      RepositoryPolicyText: {{Statement: [{json.dumps(images)}]}}
"""
    )


def registrys(group: list[dict[str, object]]) -> str:
    return f"""
Resources:
  Group:
    Type: AWS::SageMaker::ModelPackageGroup
    Properties:
      ModelPackageGroupName: models
      ModelPackageGroupPolicy: {{Statement: {json.dumps(group)}}}
"""


def on_versions(*actions: str) -> dict[str, object]:
    named = [f"sagemaker:{each}" for each in actions]
    return allow(named, f"{HERE}:{REGISTRY}:model-package/models/*", TRAINER, DEPLOYER)


def estate(
    *,
    group: list[dict[str, object]] | None = None,
    bucket: dict[str, object] | None = None,
    key: dict[str, object] | None = None,
    image: dict[str, object] | None = None,
) -> AccessGraph:
    """The three accounts; without more said, each lets in whom it should."""
    others = (REGISTRY, DEPLOYER)
    bucket = bucket or allow(
        ["s3:Get*"], ["arn:aws:s3:::artifacts", "arn:aws:s3:::artifacts/*"], *others
    )
    key = key or allow(["kms:Decrypt", "kms:GenerateDataKey*"], "*", *others)
    image = image or allow(
        ["ecr:BatchGetImage", "ecr:Describe*", "ecr:BatchCheck*", "ecr:GetD*"], "*", *others
    )
    texts = {
        TRAINER: trainers(bucket, key, image),
        REGISTRY: registrys(group or [on_versions(*_ON_VERSIONS)]),
        DEPLOYER: "Resources:"
        + role("deploy", "codebuild.amazonaws.com")
        + role("serve", "sagemaker.amazonaws.com"),
    }
    found = link(_parts(text, number) for number, text in texts.items())
    return replace(found, accounts={each: Account(each, each) for each in texts})


def _parts(text: str, account: str):
    return opened(text, Placement(account, "eu-west-1", f"stack{account[0]}")).parts()


def asked(graph: AccessGraph, by: str, action: str, parameters: dict[str, object]) -> Work:
    account = by.split(":")[4]
    span = next(iter(graph.roles.values())).span
    caller = Caller(by, account, "eu-west-1", span, graph)
    return work(graph, operations()[f"sagemaker:{action}"].steps(caller, node_of(parameters)))


TRAIN, DEPLOY, SERVE = (
    f"arn:aws:iam::{TRAINER}:role/train",
    f"arn:aws:iam::{DEPLOYER}:role/deploy",
    f"arn:aws:iam::{DEPLOYER}:role/serve",
)
REGISTER = {
    "ModelPackageGroupName": GROUP,
    "ModelApprovalStatus": "PendingManualApproval",
    "InferenceSpecification": {"Containers": [{"Image": IMAGE, "ModelDataUrl": ARTIFACT}]},
}
MODEL = {
    "ModelName": "live",
    "ExecutionRoleArn": SERVE,
    "Containers": [{"ModelPackageName": VERSION}],
}


def test_a_version_is_registered_from_another_account():  # 3.3 to 3.6
    found = asked(estate(), TRAIN, "CreateModelPackage", REGISTER)
    assert found.refused() == set() and found.open() == set()
    registered = found.of("sagemaker:CreateModelPackage")[0]
    assert registered.context == {"sagemaker:modelapprovalstatus": "PendingManualApproval"}
    assert registered.resource.startswith(f"{HERE}:{REGISTRY}:model-package/models/")
    looks = [step for step in found.steps if step.principal == f"arn:aws:iam::{REGISTRY}:root"]
    assert {step.action for step in looks} >= {
        *("s3:GetObject", "s3:GetObjectAcl", "ecr:BatchGetImage", "ecr:DescribeImages"),
        "ecr:DescribeRepositories",
    }


@pytest.mark.parametrize(
    "group", [on_versions("DescribeModelPackage"), allow("sagemaker:*", GROUP, TRAINER)]
)
def test_the_policy_of_the_group_lets_others_register_in_it(group: dict):  # 3.3, F12
    found = asked(estate(group=[group]), TRAIN, "CreateModelPackage", REGISTER)
    assert found.refused() == {"sagemaker:CreateModelPackage"}


@pytest.mark.parametrize(
    "group",
    [[on_versions("DescribeModelPackage")], [allow("sagemaker:*", GROUP, TRAINER)]],  # 3.3, F12
)
def test_the_policy_of_the_group_has_to_let_the_trainer_in(group: list[dict]):
    found = asked(estate(group=group), TRAIN, "CreateModelPackage", REGISTER)
    assert found.refused() == {"sagemaker:CreateModelPackage"}


@pytest.mark.parametrize(
    ("less", "denied"),
    [
        (
            {"bucket": allow("s3:*", "arn:aws:s3:::artifacts/*", DEPLOYER)},
            {"s3:GetObject", "s3:GetObjectAcl", "s3:GetBucketAcl"},
        ),  # 3.4
        (
            {"image": allow("ecr:*", "*", DEPLOYER)},
            {"ecr:BatchGetImage", "ecr:DescribeImages", "ecr:DescribeRepositories"},
        ),  # 3.5
        ({"key": allow("kms:*", "*", DEPLOYER)}, {"kms:Decrypt"}),  # 3.6
    ],
)
def test_what_the_registry_is_not_let_in_to_is_shown_and_stops_nothing(less: dict, denied: set):
    found = asked(estate(**less), TRAIN, "CreateModelPackage", REGISTER)
    looks = [(s, d) for s, d in found.decisions if s.principal.endswith(":root")]
    assert {s.action for s, d in looks if d.verdict.denied} == denied
    assert found.refused() == set()


def test_a_registry_at_home_looks_at_nothing_of_another_account():
    request = {**REGISTER, "ModelPackageGroupName": "own"}
    found = asked(estate(), TRAIN, "CreateModelPackage", request)
    assert {step.principal for step in found.steps} == {TRAIN}


@pytest.mark.parametrize(("status", "refused"), [("Approved", False), ("Rejected", True)])
def test_who_may_approve_may_be_told_by_the_status(status: str, refused: bool):  # 3.7
    only = on_versions("UpdateModelPackage") | {
        "Condition": {"StringEquals": {"sagemaker:ModelApprovalStatus": "Approved"}}
    }
    request = {"ModelPackageArn": VERSION, "ModelApprovalStatus": status}
    found = asked(estate(group=[only]), DEPLOY, "UpdateModelPackage", request)
    assert bool(found.refused()) is refused


@pytest.mark.parametrize(
    ("action", "request_"),
    [
        ("UpdateModelPackage", {"ModelPackageArn": VERSION}),  # 3.7
        ("ListModelPackages", {"ModelPackageGroupName": GROUP}),  # 3.8
        ("DescribeModelPackage", {"ModelPackageName": VERSION}),  # 3.9
    ],
)
def test_the_policy_of_the_group_lets_others_at_its_versions(action: str, request_: dict):
    assert asked(estate(), DEPLOY, action, request_).refused() == set()
    others = tuple(each for each in _ON_VERSIONS if each != action)
    found = asked(estate(group=[on_versions(*others)]), DEPLOY, action, request_)
    assert found.refused() == {f"sagemaker:{action}"}
    on_group = allow("sagemaker:*", GROUP, DEPLOYER)
    found = asked(estate(group=[on_group]), DEPLOY, action, request_)
    assert found.refused() == {f"sagemaker:{action}"}  # F12


@cache
def registered() -> AccessGraph:
    """The estate with the version described."""
    graph = estate()
    inference = node_of(REGISTER["InferenceSpecification"])
    group = graph.resources[GROUP]
    version = replace(
        group,
        arn=VERSION,
        type="sagemaker:model-package",
        name="7",
        policy=None,
        facts={"inference": inference},
    )
    return replace(graph, resources={**graph.resources, VERSION: version})


def test_a_model_of_a_package_takes_both_rights_on_it():  # 3.11
    found = asked(registered(), DEPLOY, "CreateModel", MODEL)
    assert found.refused() == set()
    on_package = {step.action for step in found.steps if step.resource == VERSION}
    assert on_package == {"sagemaker:DescribeModelPackage", "sagemaker:CreateModel"}


@pytest.mark.parametrize("missing", ["DescribeModelPackage", "CreateModel"])
def test_without_either_the_package_cannot_be_deployed(missing: str):  # 3.11
    others = tuple(each for each in _ON_VERSIONS if each != missing)
    found = asked(estate(group=[on_versions(*others)]), DEPLOY, "CreateModel", MODEL)
    assert found.refused() == {f"sagemaker:{missing}"}


def test_the_execution_role_reads_what_the_package_names():  # 3.12, 3.13, 3.14
    found = asked(registered(), DEPLOY, "CreateModel", MODEL)
    read = {
        (s.action, s.principal)
        for s in found.steps
        if s.action in ("s3:GetObject", "kms:Decrypt", "ecr:BatchGetImage")
    }
    assert read == {
        (action, SERVE) for action in ("s3:GetObject", "kms:Decrypt", "ecr:BatchGetImage")
    }


def test_of_a_package_that_nobody_describes_it_is_unknown_what_is_loaded():
    found = asked(estate(), DEPLOY, "CreateModel", MODEL)
    (action,) = found.open()
    assert f"the containers of {VERSION}" in action.replace("\ue003", ":").replace("\ue007", "/")


def test_a_group_is_made_and_opened_in_ones_own_account_only():  # 3.1, 3.2
    for action in ("CreateModelPackageGroup", "PutModelPackageGroupPolicy"):
        step = asked(estate(), TRAIN, action, {"ModelPackageGroupName": "mine"}).steps[0]
        assert step.resource == f"{HERE}:{TRAINER}:model-package-group/mine"


def test_what_is_encrypted_of_a_package_takes_its_key():  # 3.9
    graph = registered()
    (key,) = graph.of_type("kms:key")
    version = graph.resources[VERSION]
    facts = {**version.facts, "security": node_of({"KmsKeyId": key.arn})}
    graph = replace(graph, resources={**graph.resources, VERSION: replace(version, facts=facts)})
    found = asked(graph, DEPLOY, "DescribeModelPackage", {"ModelPackageName": VERSION})
    assert answer(found.one("kms:Decrypt"), graph).verdict is Verdict.ALLOW


def test_metadata_are_context_keys():  # 3.3
    request = {**REGISTER, "CustomerMetadataProperties": {"Team": "a"}}
    step = asked(estate(), TRAIN, "CreateModelPackage", request).steps[0]
    assert step.context["sagemaker:customermetadataproperties/team"] == "a"
