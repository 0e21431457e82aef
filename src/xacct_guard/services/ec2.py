"""Amazon EC2: networks, as far as they decide which way a request takes.

A route has no ARN; requests are about the table that it is in. What stands for one here is an ARN of the
table's kind that only tells it from the others; so with what ties a table or a gateway to something.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..iam.policy import PolicyKind
from . import ResourceType, Service


def _part(
    kind: str,
    cfn: str,
    *,
    id: str,
    of: str = "",
    facts: Mapping[str, str],
    attributes: tuple[str, ...] = (),
    policy: str | None = None,
) -> ResourceType:
    """A part of a network: AWS draws its id, which Ref and the attributes give."""
    return ResourceType(
        f"ec2:{kind}",
        arn=f"arn:{{partition}}:ec2:{{region}}:{{account}}:{of or kind}/{{name}}",
        cfn=f"AWS::EC2::{cfn}",
        attributes=dict.fromkeys(attributes, "{name}"),
        unnamed=f"{id}-*",
        takes_policy=False,
        policy=policy,
        policy_kind=PolicyKind.ENDPOINT,
        facts=facts,
    )


_RULE = {
    "group": "GroupId",
    "protocol": "IpProtocol",
    "from": "FromPort",
    "to": "ToPort",
    "cidr": "CidrIp",
    "cidr_v6": "CidrIpv6",
}

SERVICE = Service(
    "ec2",
    resources=(
        _part(
            "vpc",
            "VPC",
            id="vpc",
            attributes=("VpcId",),
            facts={
                "cidr": "CidrBlock",
                "dns_support": "EnableDnsSupport",
                "dns_hostnames": "EnableDnsHostnames",
            },
        ),
        _part(
            "subnet",
            "Subnet",
            id="subnet",
            attributes=("SubnetId",),
            facts={
                "vpc": "VpcId",
                "cidr": "CidrBlock",
                "zone": "AvailabilityZone",
                "public_addresses": "MapPublicIpOnLaunch",
            },
        ),
        _part(
            "route",
            "Route",
            id="rtb",
            of="route-table",
            facts={
                "route_table": "RouteTableId",
                "destination": "DestinationCidrBlock",
                "destination_v6": "DestinationIpv6CidrBlock",
                "prefix_list": "DestinationPrefixListId",
                "gateway": "GatewayId",
                "nat": "NatGatewayId",
                "egress_only": "EgressOnlyInternetGatewayId",
                "transit_gateway": "TransitGatewayId",
                "peering": "VpcPeeringConnectionId",
                "endpoint": "VpcEndpointId",
                "instance": "InstanceId",
                "interface": "NetworkInterfaceId",
            },
        ),
        _part(
            "subnet-route-table-association",
            "SubnetRouteTableAssociation",
            id="rtbassoc",
            of="route-table",
            attributes=("Id",),
            # Of what exists AWS also tells the `vpc` of which the table is the main one.
            facts={"route_table": "RouteTableId", "subnet": "SubnetId"},
        ),
        _part(
            "route-table",
            "RouteTable",
            id="rtb",
            attributes=("RouteTableId",),
            facts={"vpc": "VpcId"},
        ),
        _part(
            "vpc-gateway-attachment",
            "VPCGatewayAttachment",
            id="attachment",
            of="internet-gateway",
            facts={"vpc": "VpcId", "gateway": "InternetGatewayId", "vpn": "VpnGatewayId"},
        ),
        _part(
            "internet-gateway",
            "InternetGateway",
            id="igw",
            attributes=("InternetGatewayId",),
            facts={},
        ),
        _part(
            "natgateway",
            "NatGateway",
            id="nat",
            attributes=("NatGatewayId",),
            facts={"subnet": "SubnetId", "connectivity": "ConnectivityType", "vpc": "VpcId"},
        ),
        _part(
            "security-group-ingress",
            "SecurityGroupIngress",
            id="sgr",
            of="security-group-rule",
            attributes=("Id",),
            facts={
                **_RULE,
                "from_group": "SourceSecurityGroupId",
                "prefix_list": "SourcePrefixListId",
            },
        ),
        _part(
            "security-group-egress",
            "SecurityGroupEgress",
            id="sgr",
            of="security-group-rule",
            attributes=("Id",),
            facts={
                **_RULE,
                "to_group": "DestinationSecurityGroupId",
                "prefix_list": "DestinationPrefixListId",
            },
        ),
        _part(
            "security-group",
            "SecurityGroup",
            id="sg",
            attributes=("GroupId", "Id"),
            facts={
                "vpc": "VpcId",
                "ingress": "SecurityGroupIngress",
                "egress": "SecurityGroupEgress",
            },
        ),
        _part(
            "vpc-endpoint",
            "VPCEndpoint",
            id="vpce",
            attributes=("Id",),
            # Without a policy everybody may use the endpoint for everything (vpc-endpoints-access.html).
            policy="PolicyDocument",
            facts={
                "policy": "PolicyDocument",
                "type": "VpcEndpointType",
                "service": "ServiceName",
                "vpc": "VpcId",
                "route_tables": "RouteTableIds",
                "subnets": "SubnetIds",
                "security_groups": "SecurityGroupIds",
                "private_dns": "PrivateDnsEnabled",
            },
        ),
        _part(
            "network-interface",
            "NetworkInterface",
            id="eni",
            attributes=("Id",),
            facts={"subnet": "SubnetId", "groups": "GroupSet"},
        ),
        _part(
            "instance",
            "Instance",
            id="i",
            attributes=("InstanceId",),
            facts={
                "profile": "IamInstanceProfile",
                "subnet": "SubnetId",
                "security_groups": "SecurityGroupIds",
            },
        ),
    ),
)
