"""Networks: what decides which way a request takes is kept as it is declared."""

from __future__ import annotations

import pytest

from tests.formats.cfn import messages, parts
from xacct_guard.formats.cloudformation.plain import plain
from xacct_guard.graph.link import link
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.symbol import shown

NETWORK = """
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: true}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Of:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Subnet}
  Out:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}
  In: {Type: AWS::EC2::InternetGateway}
  Attached:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref In}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !GetAtt Subnet.SubnetId}}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: jobs
      VpcId: !Ref Vpc
      SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
  More:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !GetAtt Group.GroupId
      IpProtocol: tcp
      FromPort: 443
      ToPort: 443
      SourceSecurityGroupId: !Ref Group
  Gateway:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
      RouteTableIds: [!Ref Table]
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: "arn:aws:s3:::data/*"}
  Door:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.eu-west-1.sts
      SubnetIds: [!Ref Subnet]
      SecurityGroupIds: [!Ref Group]
      PrivateDnsEnabled: true
"""
FACTS = {
    "Vpc": {"cidr": "10.0.0.0/16", "dns_support": True},
    "Subnet": {"vpc": "${train.Vpc}", "cidr": "10.0.1.0/24"},
    "Table": {"vpc": "${train.Vpc}"},
    "Of": {"route_table": "${train.Table}", "subnet": "${train.Subnet}"},
    "Out": {
        "route_table": "${train.Table}",
        "destination": "0.0.0.0/0",
        "nat": "${train.Nat}",
    },
    "In": {},
    "Attached": {"vpc": "${train.Vpc}", "gateway": "${train.In}"},
    "Nat": {"subnet": "${train.Subnet}"},
    "Group": {
        "vpc": "${train.Vpc}",
        "egress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}],
    },
    "More": {
        "group": "${train.Group}",
        "protocol": "tcp",
        "from": 443,
        "to": 443,
        "from_group": "${train.Group}",
    },
    "Door": {
        "vpc": "${train.Vpc}",
        "type": "Interface",
        "service": "com.amazonaws.eu-west-1.sts",
        "subnets": ["${train.Subnet}"],
        "security_groups": ["${train.Group}"],
        "private_dns": True,
    },
}


def legible(value: object) -> object:
    if isinstance(value, dict):
        return {key: legible(member) for key, member in value.items()}
    if isinstance(value, list):
        return [legible(item) for item in value]
    return shown(value) if isinstance(value, str) else value


@pytest.mark.parametrize("logical", FACTS)
def test_a_part_of_a_network_keeps_what_it_declares(logical: str):
    found = parts(NETWORK)
    assert messages(found) == []
    (part,) = [each for each in found.resources if each.place == f"train/{logical}"]
    assert {name: legible(plain(node)) for name, node in part.facts.items()} == FACTS[logical]


def endpoints(text: str = NETWORK):
    found = link((parts(text),)).of_type("ec2:vpc-endpoint")
    return {each.place.rpartition("/")[2]: each for each in found}


def test_the_policy_of_an_endpoint_is_an_endpoint_policy_at_its_place():
    gateway = endpoints()["Gateway"]
    (statement,) = gateway.policy.statements
    assert (gateway.policy.kind, gateway.policy_held) == (PolicyKind.ENDPOINT, True)
    assert (statement.span.line, statement.span.column) == (39, 13)
    assert statement.span.path == "Resources.Gateway.Properties.PolicyDocument.Statement[0]"
    assert shown(gateway.facts["service"].text) == "com.amazonaws.eu-west-1.s3"


def test_an_endpoint_without_a_policy_has_none():
    door = endpoints()["Door"]
    assert (door.policy, door.policy_held) == (None, True)


def test_a_malformed_endpoint_policy_is_unresolved():
    gateway = endpoints(NETWORK.replace("Effect: Allow", "Effect: Maybe"))["Gateway"]
    assert (gateway.policy.kind, gateway.policy_held) == (PolicyKind.ENDPOINT, False)
    assert "could not be read" in gateway.policy.unresolved
