"""What an ARN names, by the rows of the services."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.formats.cfn import opened
from xacct_guard import services
from xacct_guard.graph.link import link
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.semantics import AccountTrust, semantics_of
from xacct_guard.naming import principal_named, resource_named
from xacct_guard.question import Question, ask

_NONE = "AWS lists no policy of these; asked for one request alone, the engine denies without one"
LESS = {
    "apigateway": "the policy of an API speaks of `execute-api`, that of a private domain name of itself",
    "codeconnections": "shared by RAM at most, which the estate does not tell: unknown abroad",
    "codestar-connections": "as above",
    "ec2": "the policy of an endpoint is one of the way, not of the resource",
    "ecs": _NONE,
    "eks": _NONE,
    "firehose": _NONE,
    "glue": "what takes the policy is the Data Catalog: databases and tables, not what works on them",
    "logs": "its policies let services in",
    "pipes": _NONE,
    "s3:bucket-notifications": "nothing of AWS: what the CDK makes of a function",
    "scheduler": _NONE,
    "sns:subscription": "the policy is that of the topic",
}
"""Where a row says that the resource takes no policy and the engine, asked for an ARN alone, that it may.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
https://docs.aws.amazon.com/glue/latest/dg/security_iam_service-with-iam.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
"""
ROWS = [row for service in services.by_prefix().values() for row in service.resources]


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        (
            "arn:aws:kms:us-east-1:111111111111:key/1-2",
            "kms:key",
        ),  # not a replica, of the same form
        ("arn:aws:lambda:us-east-1:111111111111:function:f", "lambda:function"),
        ("arn:aws:ec2:us-east-1:111111111111:route-table/rtb-1", "ec2:route-table"),
        ("arn:aws:s3:::models", "s3:bucket"),
    ],
)
def test_of_several_with_the_form_of_an_arn_the_one_of_its_type_is_meant(arn: str, name: str):
    row = services.of_arn(arn)
    assert row is not None and row.name == name


def may_have_policy(row: services.ResourceType) -> bool:
    """What the engine takes the resource of a row for."""
    words = {"partition": "aws", "region": "us-east-1", "account": "111111111111", "path": "/"}
    arn = row.arn.format_map(defaultdict(lambda: "x", words))
    service = arn.split(":")[2]
    return semantics_of(f"{service}:Any", arn).account_trust is not AccountTrust.NO_RESOURCE_POLICY


def test_what_takes_a_policy_by_its_row_takes_one_by_its_arn():
    assert [row.name for row in ROWS if row.takes_policy and not may_have_policy(row)] == []


def test_what_takes_none_by_its_row_alone_has_a_reason():
    only = [row.name for row in ROWS if not row.takes_policy and may_have_policy(row)]
    assert {name if name in LESS else name.partition(":")[0] for name in only} == LESS.keys()


def test_only_keys_have_a_policy_that_nobody_wrote():
    assert {row.name for row in ROWS if row.default_policy} == {"kms:key", "kms:replica"}


LOGS = """
Resources:
  Group:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: events}
  Policy:
    Type: AWS::Logs::ResourcePolicy
    Properties:
      PolicyName: events
      PolicyDocument: >-
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:PutLogEvents",
        "Principal": {"Service": "events.amazonaws.com"}, "Resource": "*"}]}
"""


@pytest.mark.parametrize(
    ("principal", "verdict"),
    [
        ("events.amazonaws.com", Verdict.ALLOW),
        ("delivery.logs.amazonaws.com", Verdict.IMPLICIT_DENY),
        ("arn:aws:iam::222222222222:role/r", Verdict.IMPLICIT_DENY),
    ],
)
def test_the_policy_of_log_groups_lets_services_in(principal, verdict):
    graph = link((opened(LOGS).parts(),))
    who, group = principal_named(principal, graph), resource_named("Group", graph)
    assert ask(Question(who, "logs:PutLogEvents", group), graph).decision.verdict is verdict
