"""In which organization the accounts of a request are: the configuration tells whose it names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.formats.cfn import parts
from tests.trace.reader import reader
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Account
from xacct_guard.graph.step import Page, Step
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.request import Principal, PrincipalKind
from xacct_guard.trace import answer
from xacct_guard.trace.membership import membership

OURS, OTHERS, FOREIGN = "111111111111", "222222222222", "333333333333"
ROLE = f"arn:aws:iam::{OTHERS}:role/reader"
EVERYTHING = '{Effect: Allow, Action: "*", Resource: "*"}'
DENIED = '{Effect: Deny, Action: "*", Resource: "*", Condition: %s}'
QUEUE = """
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: "2012-10-17"
        Statement: {Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*", Condition: %s}
"""


def verdict(
    deny: str = '{StringEquals: {"aws:RequestedRegion": nowhere}}', allow: str = "{}", **sent: str
) -> Verdict:
    """Whether a role of one account may send to a queue of another of the same organization."""
    role = reader(OTHERS, "eu-west-1", EVERYTHING, DENIED % deny)
    queue = parts(QUEUE % allow)
    graph = replace(
        link((queue, role)),
        organization="o-ml",
        accounts={id: Account(id, id) for id in (OURS, OTHERS)},
    )
    (held,) = graph.of_type("sqs:queue")
    context = {f"aws:{key}": value for key, value in sent.items()}
    step = Step(
        *(
            "send",
            ROLE,
            "sqs:SendMessage",
            held.arn,
            OTHERS,
            "eu-west-1",
            Page("a page"),
            held.span,
        ),
        context=context,
    )
    return answer(step, graph).verdict


@pytest.mark.parametrize("value", ["o-ml", "${aws:PrincipalOrgID}"])
def test_a_resource_of_a_named_account_is_in_the_organization(value: str):
    assert verdict(f'{{StringNotEquals: {{"aws:ResourceOrgID": "{value}"}}}}') is Verdict.ALLOW


def test_a_resource_is_not_in_another_organization():
    assert verdict('{StringNotEquals: {"aws:ResourceOrgID": o-other}}') is Verdict.EXPLICIT_DENY


@pytest.mark.parametrize("of", ["Principal", "Resource"])
@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("o-ml/*", Verdict.ALLOW),
        ("o-other/*", Verdict.IMPLICIT_DENY),
        ("o-ml/r-1/ou-1/*", Verdict.UNKNOWN),
    ],
)
def test_a_path_begins_with_the_organization_and_goes_on_as_nobody_knows(of, path, outcome):
    condition = f'{{"ForAnyValue:StringLike": {{"aws:{of}OrgPaths": "{path}"}}}}'
    assert verdict(allow=condition) is outcome


@pytest.mark.parametrize(
    ("action", "told"),
    [("ec2:CreateVpc", True), ("ec2:CreateVpcEndpoint", False), ("ebs:GetSnapshotBlock", False)],
)
def test_some_requests_do_not_tell_whose_the_resource_is(action: str, told: bool):
    graph = replace(link(()), organization="o-ml", accounts={OURS: Account(OURS, OURS)})
    user = Principal(PrincipalKind.USER, f"arn:aws:iam::{OURS}:user/u", OURS)
    assert (
        "aws:resourceorgid" in membership(user, action, "*", graph, owner=OURS, sent={})
    ) is told


SOURCE = '{StringEquals: {"aws:SourceOrgID": o-ml}}'


@pytest.mark.parametrize(
    ("account", "outcome"), [(OURS, Verdict.ALLOW), (FOREIGN, Verdict.UNKNOWN)]
)
def test_a_service_that_comes_for_a_named_account_comes_for_the_organization(account, outcome):
    service = "sns.amazonaws.com"
    policy = QUEUE.replace('Principal: "*"', f"Principal: {{Service: {service}}}")
    graph = replace(
        link((parts(policy % SOURCE),)),
        organization="o-ml",
        accounts={OURS: Account(OURS, OURS)},
    )
    (held,) = graph.of_type("sqs:queue")
    step = Step(
        *("send", service, "sqs:SendMessage", held.arn, OURS, "eu-west-1", Page("a page")),
        held.span,
        context={"aws:sourceaccount": account},
    )
    assert answer(step, graph).verdict is outcome


def test_a_role_never_comes_for_a_source():
    assert verdict(allow=SOURCE, sourceaccount=OURS).denied
