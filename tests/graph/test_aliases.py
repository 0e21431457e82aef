"""A request on an alias of KMS is decided by the policy of the key behind it."""

from __future__ import annotations

import pytest

from tests.formats.cfn import parts
from xacct_guard.graph.link import link
from xacct_guard.graph.step import Page, Step
from xacct_guard.iam.decision import Verdict
from xacct_guard.trace import answer

TEMPLATE = """
Resources:
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/ml, TargetKeyId: %s}}
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement: {Effect: Allow, Principal: {AWS: "*"}, Action: kms:Decrypt, Resource: "*"}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: sts:AssumeRole}
"""


def verdict(target: str, action: str) -> Verdict:
    found = parts(TEMPLATE % target)
    step = Step(
        "asked",
        "arn:aws:iam::111111111111:role/reader",
        action,
        "arn:aws:kms:eu-west-1:111111111111:alias/ml",
        "111111111111",
        "eu-west-1",
        Page("a page"),
        found.roles[0].span,
    )
    return answer(step, link((found,))).verdict


@pytest.mark.parametrize("target", ["!Ref Key", "!GetAtt Key.Arn"])
def test_the_policy_of_the_key_decides(target: str):
    assert verdict(target, "kms:Decrypt") is Verdict.ALLOW
    assert verdict(target, "kms:Encrypt").denied


@pytest.mark.parametrize("target", ["!Ref AWS::NoValue", "7f000000-0000-0000-0000-000000000000"])
def test_a_key_that_nobody_holds_leaves_it_unknown(target: str):
    assert verdict(target, "kms:Decrypt") is Verdict.UNKNOWN


def test_who_manages_the_alias_is_not_asked_of_the_key():
    assert verdict("!Ref Key", "kms:DeleteAlias").denied


CONDITION = """
        Statement: {Effect: Allow, Principal: {AWS: "*"}, Action: kms:Decrypt, Resource: "*",
          Condition: {%s: {%s: %s}}}"""


def on_condition(operator: str, key: str, value: str) -> Verdict:
    """The verdict where the key's policy has this condition."""
    plain = next(line for line in TEMPLATE.splitlines() if "kms:Decrypt" in line)
    limited = CONDITION % (f'"{operator}"', key, value)
    found = parts(TEMPLATE.replace(f"\n{plain}", limited) % "!Ref Key")
    step = Step(
        "asked",
        "arn:aws:iam::111111111111:role/reader",
        "kms:Decrypt",
        "arn:aws:kms:eu-west-1:111111111111:alias/ml",
        "111111111111",
        "eu-west-1",
        Page("a page"),
        found.roles[0].span,
    )
    return answer(step, link((found,))).verdict


def test_a_key_has_the_aliases_that_the_estate_gives_it_and_may_have_more():
    assert on_condition("ForAnyValue:StringEquals", "kms:ResourceAliases", "alias/ml") is (
        Verdict.ALLOW
    )
    for operator, value in (
        ("ForAnyValue:StringEquals", "alias/other"),
        ("ForAllValues:StringEquals", "alias/ml"),
    ):
        assert on_condition(operator, "kms:ResourceAliases", value) is Verdict.UNKNOWN


def test_whether_kms_is_told_the_alias_is_not_presumed():
    assert on_condition("StringEquals", "kms:RequestAlias", "alias/ml") is Verdict.UNKNOWN
