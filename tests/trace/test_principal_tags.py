"""The tags of a role are principal tags of its sessions, unless the session has others."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.formats.cfn import parts
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.link import link
from xacct_guard.graph.step import Page, Step
from xacct_guard.graph.tags import Tags
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.symbol import Symbol
from xacct_guard.read import read
from xacct_guard.services import implied
from xacct_guard.span import Source
from xacct_guard.trace import answer

ROLE = "arn:aws:iam::111111111111:role/r"
TEMPLATE = """
{head}
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement: {{Effect: Allow, Principal: {{AWS: "111111111111"}}, Action: "kms:*", Resource: "*"}}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: data
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {{SSEAlgorithm: aws:kms, KMSMasterKeyID: !GetAtt Key.Arn}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: r
      {tags}
      AssumeRolePolicyDocument:
        Statement: {{Effect: Allow, Principal: {{Service: a.amazonaws.com}}, Action: sts:AssumeRole}}
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement: {{Effect: Allow, Action: "*", Resource: "*", Condition: {condition}}}
"""
CHURN = "Tags: [{Key: Team, Value: churn}]"
IS_CHURN = "{StringEquals: {'aws:PrincipalTag/Team': churn}}"
HAS_NONE = "{'Null': {'aws:PrincipalTag/Team': 'true'}}"
OPEN_NAME = "Tags: [{Key: !Ref Name, Value: churn}]"
PARAMETER = "Parameters: {Name: {Type: String}}"
MACRO = "Transform: Something"


def estate(tags: str, condition: str, head: str = "") -> AccessGraph:
    return link((parts(TEMPLATE.format(tags=tags, condition=condition, head=head)),))


def reading(graph: AccessGraph) -> Step:
    span = graph.roles[ROLE].span
    where = ("111111111111", "eu-west-1", Page("a page"), span)
    return Step("asked", ROLE, "s3:GetObject", "arn:aws:s3:::data/x", *where)


@pytest.mark.parametrize(
    ("tags", "condition", "head", "verdict"),
    [
        (CHURN, IS_CHURN, "", Verdict.ALLOW),
        ("Tags: [{Key: team, Value: churn}]", IS_CHURN, "", Verdict.ALLOW),
        ("Tags: [{Key: Team, Value: other}]", IS_CHURN, "", Verdict.IMPLICIT_DENY),
        ("Tags: [{Key: Other, Value: churn}]", IS_CHURN, "", Verdict.IMPLICIT_DENY),
        ("", IS_CHURN, "", Verdict.IMPLICIT_DENY),
        ("", HAS_NONE, "", Verdict.ALLOW),
        (CHURN, HAS_NONE, "", Verdict.IMPLICIT_DENY),
        (OPEN_NAME, IS_CHURN, PARAMETER, Verdict.UNKNOWN),
        (OPEN_NAME, HAS_NONE, PARAMETER, Verdict.UNKNOWN),
        ("Tags: [{Key: Team, Value: !Ref Name}]", IS_CHURN, PARAMETER, Verdict.UNKNOWN),
        ("", HAS_NONE, MACRO, Verdict.UNKNOWN),
        ("", HAS_NONE, "Transform: AWS::Serverless-2016-10-31", Verdict.UNKNOWN),
        ("", HAS_NONE, "Transform: AWS::LanguageExtensions", Verdict.ALLOW),
    ],
)
def test_the_tags_of_a_role_are_those_of_its_sessions(tags, condition, head, verdict):
    graph = estate(tags, condition, head)
    assert answer(reading(graph), graph).verdict is verdict


def test_a_session_tag_goes_before_that_of_the_role_in_all_that_the_session_asks():
    graph = estate(CHURN, IS_CHURN)
    step = replace(reading(graph), context={"aws:principaltag/team": "other"})
    (decrypt,) = implied(step, graph)
    assert answer(replace(decrypt, context={}), graph).verdict is Verdict.ALLOW
    for each in (step, decrypt):
        assert answer(each, graph).verdict is Verdict.IMPLICIT_DENY


def test_where_other_tags_of_the_session_are_not_known_none_is_said_to_be_absent():
    graph = estate("", HAS_NONE)
    step = replace(reading(graph), unknown=frozenset({"aws:principaltag/*"}))
    (decrypt,) = implied(step, graph)
    assert {answer(each, graph).verdict for each in (step, decrypt)} == {Verdict.UNKNOWN}


def test_a_service_has_no_tags():
    trusted = "Action: sts:AssumeRole"
    text = TEMPLATE.replace(trusted, f"{trusted}, Condition: {{condition}}")
    graph = link((parts(text.format(tags="", condition=HAS_NONE, head="")),))
    step = replace(reading(graph), principal="a.amazonaws.com", action="sts:AssumeRole")
    assert answer(replace(step, resource=ROLE), graph).verdict is Verdict.ALLOW


def tagged(role: dict[str, object]) -> Tags:
    return Tags.read(read(Source("role", json.dumps(role))).get("tags"))


@pytest.mark.parametrize(
    ("written", "known", "whole"),
    [
        ({}, {}, True),
        ({"tags": []}, {}, True),
        ({"tags": [{"Key": "a", "Value": ""}]}, {"a": ""}, True),
        ({"tags": {"a": "b", "c": "d"}}, {"a": "b", "c": "d"}, True),
        ({"tags": [{"Key": "a", "Value": "b"}, {"Key": "c"}]}, {"a": "b"}, False),
        ({"tags": str(Symbol("some tags"))}, {}, False),
    ],
)
def test_tags_are_a_list_or_a_mapping_and_tell_whether_they_are_all(written, known, whole):
    assert tagged(written) == Tags(known, whole)
