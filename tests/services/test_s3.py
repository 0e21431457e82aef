"""The KMS request behind an object: made through the S3 of the bucket's Region, whoever asks from where."""

from __future__ import annotations

import pytest

from tests.formats.cfn import opened, parts
from xacct_guard.graph.caller import Caller
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Placement
from xacct_guard.graph.step import Page
from xacct_guard.iam.decision import Verdict
from xacct_guard.services.s3 import implied
from xacct_guard.trace import answer

PAGE = Page("a page")
KEY = "arn:aws:kms:eu-west-1:111111111111:key/22222222-2222-4222-8222-222222222222"
BUCKET = "Resources: {Models: {Type: AWS::S3::Bucket, Properties: {BucketName: models}}}"


@pytest.mark.parametrize("asked_in", ["eu-west-1", "us-east-1"])
def test_a_key_is_used_by_way_of_the_bucket_s_region(asked_in: str):  # 1.10, 7.5
    graph = link((parts(BUCKET),))  # in eu-west-1
    span = next(iter(graph.resources.values())).span
    who = Caller("arn:aws:iam::111111111111:role/writer", "111111111111", asked_in, span, graph)
    step = who.ask("write the model", "s3:PutObject", "arn:aws:s3:::models/x", PAGE, key=KEY)
    behind = tuple(implied(step, graph))
    assert [each.action for each in behind] == ["kms:GenerateDataKey", "kms:Decrypt"]
    assert {each.context["kms:viaservice"] for each in behind} == {"s3.eu-west-1.amazonaws.com"}
    assert {each.region for each in behind} == {"eu-west-1"}


def test_of_a_bucket_that_nobody_knows_the_region_is_that_of_the_request():
    graph = link((parts(BUCKET),))
    span = next(iter(graph.resources.values())).span
    who = Caller("arn:aws:iam::111111111111:role/reader", "111111111111", "us-east-1", span, graph)
    step = who.ask("read the model", "s3:GetObject", "arn:aws:s3:::others/x", PAGE, key=KEY)
    assert [each.region for each in implied(step, graph)] == ["us-east-1"]


ENCRYPTED = """
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - {Effect: Allow, Principal: {AWS: ["111111111111", "222222222222"]}, Action: ACTIONS, Resource: "*"}
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/ml, TargetKeyId: !Ref Key}}
  Models:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: models
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: NAMED}
"""
ROLE = """
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: r
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: sts:AssumeRole}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}}]
"""


def verdicts(named: str, by: str, action: str, allowed: str = "kms:*") -> set[Verdict]:
    """What comes of the use of the bucket's default key, which an account's role asks for."""
    ours = ENCRYPTED.replace("NAMED", named).replace("ACTIONS", f'"{allowed}"') + ROLE
    theirs = opened("Resources:" + ROLE, Placement("222222222222", "eu-west-1", "theirs")).parts()
    graph = link((parts(ours), theirs))
    who = Caller(f"arn:aws:iam::{by}:role/r", by, "eu-west-1", graph.roles[OURS].span, graph)
    step = who.ask("use the model", action, "arn:aws:s3:::models/x", PAGE)
    return {answer(each, graph).verdict for each in implied(step, graph)}


OURS = "arn:aws:iam::111111111111:role/r"
HOME, AWAY = "111111111111", "222222222222"
ID, ARN, BY_ALIAS = "!Ref Key", "!GetAtt Key.Arn", "alias/ml"


@pytest.mark.parametrize("named", [ID, ARN, "!Ref Alias", BY_ALIAS])
@pytest.mark.parametrize("action", ["s3:GetObject", "s3:PutObject"])
def test_the_default_key_is_known_at_home_however_it_is_named(named: str, action: str):
    assert verdicts(named, HOME, action) == {Verdict.ALLOW}
    assert Verdict.IMPLICIT_DENY in verdicts(named, HOME, action, "kms:DescribeKey")


@pytest.mark.parametrize(
    ("named", "action", "verdict"),
    [
        (ARN, "s3:PutObject", Verdict.ALLOW),
        (ARN, "s3:GetObject", Verdict.ALLOW),
        (ID, "s3:PutObject", Verdict.UNKNOWN),
        (ID, "s3:GetObject", Verdict.UNKNOWN),
        (BY_ALIAS, "s3:PutObject", Verdict.UNKNOWN),  # an alias of theirs, which nobody holds
        (BY_ALIAS, "s3:GetObject", Verdict.UNKNOWN),
    ],
)
def test_only_the_arn_of_a_default_key_says_what_another_account_gets(named, action, verdict):
    assert verdicts(named, AWAY, action) == {verdict}
