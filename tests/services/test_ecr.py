"""Pulling an image: whose registry it is, who fetches the layers, and what AWS keeps for everybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.formats.cfn import parts
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.caller import Caller
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Account
from xacct_guard.graph.step import Page, Stand, Step
from xacct_guard.iam.decision import Decision, Verdict
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.symbol import Symbol
from xacct_guard.services.ecr import image_of, pull, pull_by_docker, push
from xacct_guard.trace import answer

ME = "arn:aws:iam::111111111111:role/builder"
TEMPLATE = """
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  InTable:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Subnet}
  Images: {Type: AWS::ECR::Repository, Properties: {RepositoryName: team/train}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: builder
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: some
          PolicyDocument: {Statement: {Effect: Allow, Action: ACTIONS, Resource: "*"}}
  Gateway:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: com.amazonaws.eu-west-1.s3
      RouteTableIds: [!Ref Table]
      PolicyDocument: {Statement: [STATEMENT]}
"""
OWN = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/team/train:1"
EVERYTHING = "{Effect: Allow, Principal: '*', Action: '*', Resource: '*'}"
OURS_ONLY = (
    "{Effect: Allow, Principal: '*', Action: '*', Resource: '*',"
    " Condition: {StringEquals: {aws:PrincipalAccount: '111111111111'}}}"
)
OUR_ORGANIZATION_ONLY = (
    "{Effect: Allow, Principal: '*', Action: '*', Resource: '*',"
    " Condition: {StringEquals: {aws:PrincipalOrgID: o-ours}}}"
)
LAYERS_TOO = OURS_ONLY + (
    ", {Effect: Allow, Principal: '*', Action: 's3:GetObject',"
    " Resource: 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*'}"
)
PAGE = Page("a page")


def caller(actions: str = "'*'", statement: str = EVERYTHING) -> Caller:
    text = TEMPLATE.replace("ACTIONS", actions).replace("STATEMENT", statement)
    ours = {"111111111111": Account("111111111111", "ours")}
    graph = replace(link((parts(text),)), accounts=ours)
    span = next(iter(graph.resources.values())).span
    return Caller(ME, "111111111111", "eu-west-1", span, graph)


def inside(graph: AccessGraph) -> Stand:
    (subnet,) = graph.of_type("ec2:subnet")
    return Stand(subnets=(subnet.name,))


def refused(steps: tuple[Step, ...], graph: AccessGraph) -> list[tuple[Step, Decision]]:
    decided = [(step, answer(step, graph)) for step in steps]
    return [each for each in decided if each[1].verdict is not Verdict.ALLOW]


@pytest.mark.parametrize(
    ("uri", "arn"),
    [
        (OWN, "arn:aws:ecr:eu-west-1:111111111111:repository/team/train"),
        (
            "111111111111.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:00",
            "arn:aws:ecr:eu-west-1:111111111111:repository/a",
        ),
        (
            "111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/a:1",
            "arn:aws-cn:ecr:cn-north-1:111111111111:repository/a",
        ),
        (
            "111111111111.dkr-ecr.eu-west-1.on.aws/a",
            "arn:aws:ecr:eu-west-1:111111111111:repository/a",
        ),
        (
            f"{Symbol('account.of.images')}.dkr.ecr.eu-west-1.amazonaws.com/a:1",
            f"arn:aws:ecr:eu-west-1:{Symbol('account.of.images')}:repository/a",
        ),
        ("python:3.11", None),
        ("public.ecr.aws/docker/library/python:3.11", None),
    ],
)
def test_an_image_says_in_which_repository_it_is(uri: str, arn: str | None):
    image = image_of(uri)
    assert (image.arn if image else None) == arn


def test_one_pulls_by_three_actions_after_logging_in():  # 5.1, 5.2
    steps = tuple(pull(OWN, caller(), PAGE))
    assert [step.action for step in steps] == [
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    ]
    assert steps[0].resource == "*"
    assert {step.resource for step in steps[1:]} == {
        "arn:aws:ecr:eu-west-1:111111111111:repository/team/train"
    }
    assert not any(step.optional for step in steps)


def test_an_image_in_an_account_that_nobody_knows_is_not_let_through():
    who = caller()
    steps = tuple(pull("999999999999.dkr.ecr.eu-west-1.amazonaws.com/x", who, PAGE))
    verdicts = {step.action: answer(step, who.graph).verdict for step in steps}
    assert verdicts.pop("ecr:GetAuthorizationToken") is Verdict.ALLOW
    assert set(verdicts.values()) == {Verdict.UNKNOWN}


def test_an_image_that_nobody_knows_yet_is_not_let_through():
    who = caller()
    _, *steps = pull(str(Symbol("parameter Image")), who, PAGE)
    assert {answer(step, who.graph).verdict for step in steps} == {Verdict.UNKNOWN}


def test_an_image_that_aws_keeps_is_open_to_all():  # 1.16
    who = caller()
    steps = tuple(
        pull("763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2", who, PAGE)
    )
    assert refused(steps, who.graph) == []
    assert all(step.optional for step in steps)


def test_an_image_that_aws_keeps_in_another_account_of_this_region_is_refused():  # F05
    who = caller()
    steps = tuple(pull("811284229777.dkr.ecr.eu-west-1.amazonaws.com/xgboost:1", who, PAGE))
    found = refused(steps, who.graph)
    assert len(found) == 3
    assert not any(step.optional for step, _ in found)
    assert {decision.verdict for _, decision in found} == {Verdict.IMPLICIT_DENY}
    assert "685385470294" in found[0][1].reason


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (EVERYTHING, Verdict.ALLOW),
        (LAYERS_TOO, Verdict.ALLOW),
        (OURS_ONLY, Verdict.IMPLICIT_DENY),
        (OUR_ORGANIZATION_ONLY, Verdict.IMPLICIT_DENY),
    ],
)
def test_layers_are_asked_for_by_a_principal_of_ecr(statement: str, verdict: Verdict):  # 5.9
    who = caller(statement=statement)
    steps = tuple(pull_by_docker(OWN, replace(who, stand=inside(who.graph)), PAGE))
    layer = steps[-1]
    assert (layer.action, answer(layer, who.graph).verdict) == ("s3:GetObject", verdict)
    assert ":s3:::prod-eu-west-1-starport-layer-bucket/" in layer.resource
    assert ":111111111111:" not in layer.principal
    if verdict.denied:
        assert answer(layer, who.graph).denied_by is PolicyKind.ENDPOINT


def test_outside_a_vpc_nothing_stands_between_the_client_and_the_layers():
    assert [step.action for step in pull_by_docker(OWN, caller(), PAGE)][-1] != "s3:GetObject"


def test_one_pushes_by_five_actions():  # 5.3
    needed = [step.action for step in push(OWN, caller()) if not step.optional]
    assert needed == [
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:PutImage",
    ]


@pytest.mark.parametrize(("actions", "count"), [("'ecr:*'", 0), ("'ecr:Batch*'", 5)])
def test_a_push_takes_each_of_them(actions: str, count: int):
    who = caller(actions)
    assert len(refused(tuple(push(OWN, who)), who.graph)) == count
