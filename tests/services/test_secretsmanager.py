"""The KMS request behind a secret: the key that AWS manages is for the secret's own account alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.formats.cfn import opened, parts
from xacct_guard.graph.caller import Caller
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Placement
from xacct_guard.graph.step import Page
from xacct_guard.iam.decision import Verdict
from xacct_guard.services.secretsmanager import implied
from xacct_guard.trace import answer

HOME, AWAY = "111111111111", "222222222222"
ROLE = """
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: r
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: sts:AssumeRole}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}}]
"""
SECRET = """
Resources:
  Token: {Type: AWS::SecretsManager::Secret, Properties: {Name: token%s}}
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal: {AWS: ["111111111111", "222222222222"]}
          Action: kms:Decrypt
          Resource: "*"
          Condition: {"ForAnyValue:StringEquals": {"kms:EncryptionContextKeys": SecretARN}}
"""


def verdicts(key: str, by: str, *, described: bool = True) -> list[Verdict]:
    """What comes of the use of the secret's key, which an account's role asks for."""
    ours = SECRET % key + ROLE
    theirs = opened("Resources:" + ROLE, Placement(AWAY, "eu-west-1", "theirs")).parts()
    graph = link((parts(ours), theirs))
    (secret,) = graph.of_type("secretsmanager:secret")
    known = replace(secret, described=described)
    graph = replace(graph, resources={**graph.resources, secret.arn: known})
    role = f"arn:aws:iam::{by}:role/r"
    who = Caller(role, by, "eu-west-1", graph.roles[role].span, graph)
    step = who.ask("fetch the token", "secretsmanager:GetSecretValue", secret.arn, Page("a page"))
    return [answer(each, graph).verdict for each in implied(step, graph)]


@pytest.mark.parametrize("key", ["", ", KmsKeyId: alias/aws/secretsmanager"])
def test_a_secret_under_the_key_that_aws_manages_is_for_its_own_account(key: str):
    assert verdicts(key, HOME) == []
    assert verdicts(key, AWAY) == [Verdict.IMPLICIT_DENY]


@pytest.mark.parametrize("account", [HOME, AWAY])
def test_a_key_policy_may_ask_for_the_encryption_context_of_a_secret(account: str):
    assert verdicts(", KmsKeyId: !GetAtt Key.Arn", account) == [Verdict.ALLOW]


@pytest.mark.parametrize("account", [HOME, AWAY])
def test_of_a_secret_that_is_known_by_its_policy_alone_nobody_knows_the_key(account: str):
    assert verdicts("", account, described=False) == []


APART = """
Resources:
  Letting:
    Type: AWS::SecretsManager::ResourcePolicy
    Properties:
      SecretId: arn:aws:secretsmanager:eu-west-1:111111111111:secret:made-elsewhere-AbCdEf
      ResourcePolicy:
        Version: "2012-10-17"
        Statement:
          {Effect: Allow, Principal: {AWS: "222222222222"}, Action: "secretsmanager:*", Resource: "*"}
"""


def test_of_a_secret_of_which_the_policy_alone_is_known_no_key_is_presumed():
    graph = link((parts(APART),))
    (secret,) = graph.of_type("secretsmanager:secret")
    who = Caller(f"arn:aws:iam::{AWAY}:role/r", AWAY, "eu-west-1", secret.span, graph)
    step = who.ask("fetch the token", "secretsmanager:GetSecretValue", secret.arn, Page("a page"))
    assert tuple(implied(step, graph)) == ()
