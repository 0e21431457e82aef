"""Networks, as far as they decide which way a request takes."""

from __future__ import annotations

from collections.abc import Mapping

from .. import networks
from .row import TerraformType

_ENDPOINT = "ec2:vpc-endpoint"
_RULE = {
    "security_group_id": "GroupId",
    "cidr_ipv4": "CidrIp",
    "cidr_ipv6": "CidrIpv6",
}

TYPES: Mapping[str, TerraformType] = {
    "aws_vpc": TerraformType("AWS::EC2::VPC", named_by=None),
    "aws_subnet": TerraformType("AWS::EC2::Subnet", named_by=None),
    "aws_route_table": TerraformType(
        "AWS::EC2::RouteTable", named_by=None, parts=networks.routes_of_table
    ),
    "aws_route_table_association": TerraformType(
        "AWS::EC2::SubnetRouteTableAssociation", named_by=None
    ),
    "aws_route": TerraformType(
        "AWS::EC2::Route",
        names={"egress_only_gateway_id": "EgressOnlyInternetGatewayId"},
        adapt=networks.route,
        named_by=None,
    ),
    "aws_internet_gateway": TerraformType(
        "AWS::EC2::InternetGateway", named_by=None, parts=networks.attachment_of_gateway
    ),
    "aws_internet_gateway_attachment": TerraformType(
        "AWS::EC2::VPCGatewayAttachment", named_by=None
    ),
    "aws_nat_gateway": TerraformType("AWS::EC2::NatGateway", named_by=None),
    "aws_security_group": TerraformType(
        "AWS::EC2::SecurityGroup", adapt=networks.security_group, named_by=None
    ),
    "aws_security_group_rule": TerraformType(parts=networks.rules),
    "aws_vpc_security_group_egress_rule": TerraformType(
        "AWS::EC2::SecurityGroupEgress",
        names=_RULE
        | {
            "referenced_security_group_id": "DestinationSecurityGroupId",
            "prefix_list_id": "DestinationPrefixListId",
        },
        named_by=None,
    ),
    "aws_vpc_security_group_ingress_rule": TerraformType(
        "AWS::EC2::SecurityGroupIngress",
        names=_RULE
        | {
            "referenced_security_group_id": "SourceSecurityGroupId",
            "prefix_list_id": "SourcePrefixListId",
        },
        named_by=None,
    ),
    "aws_vpc_endpoint": TerraformType(
        "AWS::EC2::VPCEndpoint", names={"policy": "PolicyDocument"}, named_by=None
    ),
    "aws_vpc_endpoint_policy": TerraformType(
        sets="PolicyDocument", value="Policy", of=_ENDPOINT, target="vpc_endpoint_id"
    ),
    "aws_vpc_endpoint_route_table_association": TerraformType(
        sets="RouteTableIds",
        value="RouteTableId",
        of=_ENDPOINT,
        target="vpc_endpoint_id",
        many=True,
    ),
    "aws_vpc_endpoint_subnet_association": TerraformType(
        sets="SubnetIds", value="SubnetId", of=_ENDPOINT, target="vpc_endpoint_id", many=True
    ),
    "aws_vpc_endpoint_security_group_association": TerraformType(
        sets="SecurityGroupIds",
        value="SecurityGroupId",
        of=_ENDPOINT,
        target="vpc_endpoint_id",
        many=True,
    ),
    "aws_instance": TerraformType(
        "AWS::EC2::Instance", names={"vpc_security_group_ids": "SecurityGroupIds"}, named_by=None
    ),
}
