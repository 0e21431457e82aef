"""A service tells for which account it comes, or nothing: what holds of both is decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.formats.cfn import parts
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Account
from xacct_guard.graph.step import Page, Step
from xacct_guard.iam.case import node_of
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.trace import answer

OURS, FOREIGN = "111111111111", "333333333333"
SERVICE = "codepipeline.amazonaws.com"
ROLE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: pipeline
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal: {Service: codepipeline.amazonaws.com}
          Action: sts:AssumeRole
          Condition: %s
"""
DEPUTY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sts:*",
    "Resource": "*",
    "Condition": {
        "StringNotEqualsIfExists": {"aws:SourceOrgID": "o-ml"},
        "Null": {"aws:SourceAccount": "false"},
        "Bool": {"aws:PrincipalIsAWSService": "true"},
    },
}
"""The statement that AWS publishes against confused deputies (data-perimeter-policy-examples)."""


def verdict(condition: str = "{}", account: str = OURS, **sent: str) -> Verdict:
    """Whether the service may take on the role; `account` is the one for which it works."""
    document = node_of({"Version": "2012-10-17", "Statement": [DEPUTY]})
    control = parse_policy(document, PolicyKind.RCP, "deputy")
    graph = replace(
        link((parts(ROLE % condition),)),
        organization="o-ml",
        accounts={OURS: Account(OURS, "ours", rcps=((control,),))},
    )
    (role,) = graph.roles.values()
    step = Step(
        *("take on", SERVICE, "sts:AssumeRole", role.arn, account, "eu-west-1", Page("a page")),
        role.span,
        context={f"aws:{key}": value for key, value in sent.items()},
    )
    return answer(step, graph).verdict


def test_whether_it_tells_its_own_account_or_nothing_makes_no_difference():
    assert verdict() is Verdict.ALLOW


def test_of_an_account_outside_of_the_organization_nobody_can_tell():
    assert verdict(account=FOREIGN) is Verdict.UNKNOWN
    assert verdict(sourceaccount=FOREIGN, sourceorgid="o-other") is Verdict.EXPLICIT_DENY


@pytest.mark.parametrize(
    ("operator", "account", "outcome"),
    [
        ("StringEquals", OURS, Verdict.UNKNOWN),
        ("StringEquals", FOREIGN, Verdict.IMPLICIT_DENY),
        ("StringEqualsIfExists", OURS, Verdict.ALLOW),
        ("StringEqualsIfExists", FOREIGN, Verdict.UNKNOWN),
    ],
)
def test_what_hangs_on_its_telling_the_account_stays_open(operator, account, outcome):
    assert verdict(f'{{{operator}: {{"aws:SourceAccount": "{account}"}}}}') is outcome
