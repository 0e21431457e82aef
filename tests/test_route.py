"""By what way a request leaves a VPC, which context keys that brings, and what the endpoint has to say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.formats.cfn import parts
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.link import link
from xacct_guard.graph.step import Page, Stand, Step
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.route import route
from xacct_guard.trace import answer

VPC = """
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Other: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  InTable:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Subnet}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: jobs}}
  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: data}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: trainer
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: sagemaker.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: all
          PolicyDocument: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}
"""
GATEWAY = """
  Gateway:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: com.amazonaws.eu-west-1.s3
      RouteTableIds: [!Ref Table]
"""
INTERFACE = """
  Interface:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.eu-west-1.kms
      PrivateDnsEnabled: true
      SecurityGroupIds: [!Ref Door]
"""
DOOR = """
  Door:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: endpoint
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: %s, ToPort: %s, CidrIp: %s}]
"""
OPEN = DOOR % (443, 443, "10.0.0.0/16")
NAT = """
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Other}}
  Out:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}
"""
INTERNET = """
  Out:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}
  Igw: {Type: AWS::EC2::InternetGateway}
"""

SHUT = """
  OutToVpc:
    Type: AWS::EC2::SecurityGroupEgress
    Properties: {GroupId: !Ref Group, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16}
"""


def estate(*more: str) -> AccessGraph:
    return link((parts(VPC + "".join(more)),))


def asked(
    graph: AccessGraph, action: str = "s3:GetObject", *subnets: str, region: str = "eu-west-1"
) -> Step:
    """The role asks from subnets of the VPC, by their logical ids."""
    known = {each.place.rpartition("/")[2]: each for each in graph.resources.values()}
    resource = (
        "arn:aws:s3:::data/x" if action.startswith("s3:") else f"arn:aws:kms:{region}:1:key/k"
    )
    return Step(
        "asked",
        "arn:aws:iam::111111111111:role/trainer",
        action,
        resource,
        "111111111111",
        region,
        Page("a page"),
        known["Vpc"].span,
        stand=Stand(
            subnets=tuple(known[each].name for each in subnets or ("Subnet",)),
            groups=(known["Group"].name,),
        ),
    )


def test_a_gateway_in_the_route_table_takes_what_goes_to_its_service():
    graph = estate(GATEWAY)
    way = route(asked(graph), graph)
    assert way.endpoint is not None
    assert way.values["aws:sourcevpce"] == way.endpoint.name
    assert "aws:sourceip" in way.absent
    assert way.blocked is None


def test_an_interface_with_private_names_takes_what_goes_to_its_service():
    graph = estate(INTERFACE, OPEN)
    way = route(asked(graph, "kms:Decrypt"), graph)
    assert way.endpoint is not None and way.endpoint.place.endswith("Interface")


@pytest.mark.parametrize(
    ("more", "action", "subnets", "words"),
    [
        ((), "s3:GetObject", ("Subnet",), "no way"),
        ((GATEWAY,), "s3:GetObject", ("Other",), "no way"),
        ((GATEWAY,), "s3:GetObject", ("Subnet", "Other"), "no way"),
        ((GATEWAY,), "kms:Decrypt", ("Subnet",), "to kms"),
        ((INTERNET,), "s3:GetObject", ("Subnet",), "no NAT"),
        ((NAT, SHUT), "s3:GetObject", ("Subnet",), "lets HTTPS out of the VPC"),
        ((INTERFACE.replace("true", "false"), OPEN), "kms:Decrypt", ("Subnet",), "no way"),
        ((INTERFACE, DOOR % (80, 80, "10.0.0.0/16")), "kms:Decrypt", ("Subnet",), "no HTTPS in"),
        ((INTERFACE, DOOR % (443, 443, "10.9.0.0/16")), "kms:Decrypt", ("Subnet",), "no HTTPS in"),
    ],
    ids=[
        "nothing leads out",
        "the gateway is in another route table",
        "one of two subnets is left out",
        "a gateway for another service",
        "an internet gateway is no NAT device",
        "a group that lets out to the VPC alone",
        "an interface without private names",
        "a group that is open on another port",
        "a group that is open to others",
    ],
)
def test_where_nothing_gets_through_aws_is_not_reached(
    more: tuple[str, ...], action: str, subnets: tuple[str, ...], words: str
):
    graph = estate(*more)
    step = asked(graph, action, *subnets)
    assert words in (route(step, graph).blocked or "")
    decision = answer(step, graph)
    assert decision.verdict is Verdict.IMPLICIT_DENY
    assert decision.denied_by is None
    assert words in decision.reason


@pytest.mark.parametrize(
    ("to", "is_let_out"),
    [
        ("CidrIp: 10.0.0.0/16", False),
        ("DestinationSecurityGroupId: sg-0door", False),
        ("DestinationPrefixListId: pl-6da54004", True),
        ("CidrIp: 0.0.0.0/0", True),
        ("CidrIp: !Ref Anywhere", True),
    ],
)
def test_a_gateway_is_reached_by_a_group_that_lets_out_of_the_vpc(to: str, is_let_out: bool):
    rule = f"{{IpProtocol: tcp, FromPort: 443, ToPort: 443, {to}}}"
    group = VPC.replace("GroupDescription: jobs", f"SecurityGroupEgress: [{rule}]")
    more = "Parameters: {Anywhere: {Type: String}}\n" + group + GATEWAY
    graph = link((parts(more),))
    blocked = route(asked(graph), graph).blocked
    assert (blocked is None) is is_let_out
    assert blocked is None or "out of the VPC" in blocked


def test_nat_leads_out_without_any_key_of_an_endpoint():
    graph = estate(NAT)
    way = route(asked(graph), graph)
    assert way.endpoint is None and way.blocked is None
    assert {"aws:sourcevpce", "aws:sourcevpc"} <= way.absent


def test_a_gateway_does_not_reach_a_bucket_of_another_region():
    graph = estate(GATEWAY)
    moved = {
        arn: replace(each, region="us-east-1") if each.type == "s3:bucket" else each
        for arn, each in graph.resources.items()
    }
    graph = replace(graph, resources=moved)
    assert "us-east-1" in (route(asked(graph), graph).blocked or "")


def test_what_a_service_asks_for_somebody_brings_no_key_of_an_endpoint():
    graph = estate(GATEWAY)
    way = route(replace(asked(graph), stand=None), graph)
    assert way.endpoint is None
    assert "aws:sourcevpce" in way.absent


def test_from_a_place_nobody_told_the_keys_are_unknown():
    graph = estate(GATEWAY)
    way = route(replace(asked(graph), stand=Stand()), graph)
    assert "aws:sourcevpce" in way.unknown
    assert "aws:sourcevpce" not in way.absent


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ("{Effect: Allow, Principal: '*', Action: 's3:*', Resource: '*'}", Verdict.ALLOW),
        (
            "{Effect: Allow, Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::other/*'}",
            Verdict.IMPLICIT_DENY,
        ),
        ("{Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*'}", Verdict.EXPLICIT_DENY),
    ],
)
def test_the_policy_of_the_endpoint_has_a_say(policy: str, verdict: Verdict):
    with_policy = f"{GATEWAY}      PolicyDocument: {{Statement: {policy}}}\n"
    graph = estate(with_policy)
    decision = answer(asked(graph), graph)
    assert decision.verdict is verdict
    assert decision.denied_by is (None if verdict is Verdict.ALLOW else PolicyKind.ENDPOINT)


DENY_ELSEWHERE = """
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {AWS: !GetAtt Role.Arn}, Action: "s3:*", Resource: "*"}
          - Effect: Deny
            Principal: "*"
            Action: "s3:*"
            Resource: [arn:aws:s3:::data, arn:aws:s3:::data/*]
            Condition: {StringNotEquals: {aws:SourceVpce: !Ref Gateway}}
"""


@pytest.mark.parametrize(
    ("stand", "verdict"),
    [
        ("inside", Verdict.ALLOW),
        ("service", Verdict.EXPLICIT_DENY),
        ("public", Verdict.EXPLICIT_DENY),
        ("nobody knows", Verdict.UNKNOWN),
    ],
)
def test_a_bucket_that_wants_the_endpoint_gets_it_only_from_inside(stand: str, verdict: Verdict):
    graph = estate(GATEWAY, DENY_ELSEWHERE)
    step = asked(graph)
    where = {"inside": step.stand, "service": None, "public": Stand(public=True)}
    assert answer(replace(step, stand=where.get(stand, Stand())), graph).verdict is verdict
