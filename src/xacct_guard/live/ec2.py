"""Amazon EC2: networks, as far as they decide which way a request takes."""

from __future__ import annotations

from collections.abc import Iterator

from ..shape import at, listed, mapping, parsed, shape
from ..span import Node
from . import Ask, Kind, Part

_RANGES: tuple[tuple[str, str, str], ...] = (
    ("IpRanges", "CidrIp", "CidrIp"),
    ("Ipv6Ranges", "CidrIpv6", "CidrIpv6"),
)
_INWARD = (*_RANGES, ("PrefixListIds", "PrefixListId", "SourcePrefixListId"))
_INWARD += (("UserIdGroupPairs", "GroupId", "SourceSecurityGroupId"),)
_OUTWARD = (*_RANGES, ("PrefixListIds", "PrefixListId", "DestinationPrefixListId"))
_OUTWARD += (("UserIdGroupPairs", "GroupId", "DestinationSecurityGroupId"),)


def _attribute(name: str) -> Ask:
    return Ask(
        "ec2",
        "describe_vpc_attribute",
        ("ec2:DescribeVpcAttribute",),
        {"VpcId": "VpcId"},
        fixed={"Attribute": name},
        label=name,
    )


def _list(operation: str, permission: str) -> Ask:
    return Ask("ec2", operation, (f"ec2:{permission}",))


def _rules(record: Node, member: str, ends: tuple[tuple[str, str, str], ...]) -> Node | None:
    """The rules of a group, one for each end that a permission names."""
    said = at(record, f"describe_security_groups.{member}")
    if said is None:
        return None
    return listed(said, (rule for permission in said.items for rule in _each(permission, ends)))


def _each(permission: Node, ends: tuple[tuple[str, str, str], ...]) -> Iterator[Node]:
    common = {name: permission.get(name) for name in ("IpProtocol", "FromPort", "ToPort")}
    for several, member, name in ends:
        found = permission.get(several)
        for end in found.items if found else ():
            yield mapping(end, {**common, name: end.get(member)})


def _ingress(record: Node) -> Node | None:
    return _rules(record, "IpPermissions", _INWARD)


def _egress(record: Node) -> Node | None:
    return _rules(record, "IpPermissionsEgress", _OUTWARD)


def _groups(record: Node) -> Node | None:
    said = at(record, "describe_vpc_endpoints.Groups")
    return listed(said, (group.get("GroupId") for group in said.items)) if said else None


def _policy(record: Node) -> Node | None:
    return parsed(at(record, "describe_vpc_endpoints.PolicyDocument"))


def _of_table(record: Node) -> Iterator[Part]:
    """The routes of a table, and the subnets that use it; the main one is for all others of its VPC."""
    table = record.mapping["describe_route_tables"]
    id, vpc = table.get("RouteTableId"), table.get("VpcId")
    for number, route in enumerate(_items(table, "Routes")):
        members = {**route.mapping, "RouteTableId": id}
        if (route.text_at("GatewayId") or "").startswith("vpce-"):
            members["VpcEndpointId"] = members.pop("GatewayId")
        yield Part("AWS::EC2::Route", f"route-{number}", mapping(route, members))
    for number, tie in enumerate(_items(table, "Associations")):
        subnet, main = tie.get("SubnetId"), {}
        if tie.text_at("Main") == "true" and vpc is not None:
            subnet, main = None, {"vpc": vpc}
        if subnet is not None or main:
            of = mapping(tie, {"RouteTableId": id, "SubnetId": subnet})
            yield Part("AWS::EC2::SubnetRouteTableAssociation", f"tie-{number}", of, main)


def _items(node: Node, name: str) -> tuple[Node, ...]:
    found = node.get(name)
    return found.items if found else ()


LIVE = (
    Kind(
        "ec2:vpc",
        _list("describe_vpcs", "DescribeVpcs"),
        items="Vpcs",
        named="VpcId",
        looks=(_attribute("enableDnsSupport"), _attribute("enableDnsHostnames")),
        gone=("InvalidVpcID.NotFound",),
        cfn="AWS::EC2::VPC",
        properties=shape(
            CidrBlock="describe_vpcs.CidrBlock",
            EnableDnsSupport="enableDnsSupport.EnableDnsSupport.Value",
            EnableDnsHostnames="enableDnsHostnames.EnableDnsHostnames.Value",
        ),
        id="describe_vpcs.VpcId",
    ),
    Kind(
        "ec2:subnet",
        _list("describe_subnets", "DescribeSubnets"),
        items="Subnets",
        named="SubnetId",
        cfn="AWS::EC2::Subnet",
        properties=shape(
            VpcId="describe_subnets.VpcId",
            CidrBlock="describe_subnets.CidrBlock",
            AvailabilityZone="describe_subnets.AvailabilityZone",
            MapPublicIpOnLaunch="describe_subnets.MapPublicIpOnLaunch",
        ),
        id="describe_subnets.SubnetId",
    ),
    Kind(
        "ec2:route-table",
        _list("describe_route_tables", "DescribeRouteTables"),
        items="RouteTables",
        named="RouteTableId",
        cfn="AWS::EC2::RouteTable",
        properties=shape(VpcId="describe_route_tables.VpcId"),
        id="describe_route_tables.RouteTableId",
        parts=_of_table,
    ),
    Kind(
        "ec2:security-group",
        _list("describe_security_groups", "DescribeSecurityGroups"),
        items="SecurityGroups",
        named="GroupId",
        cfn="AWS::EC2::SecurityGroup",
        properties=shape(
            GroupName="describe_security_groups.GroupName",
            VpcId="describe_security_groups.VpcId",
            SecurityGroupIngress=_ingress,
            SecurityGroupEgress=_egress,
        ),
        id="describe_security_groups.GroupId",
    ),
    Kind(
        "ec2:vpc-endpoint",
        _list("describe_vpc_endpoints", "DescribeVpcEndpoints"),
        items="VpcEndpoints",
        named="VpcEndpointId",
        cfn="AWS::EC2::VPCEndpoint",
        properties=shape(
            VpcEndpointType="describe_vpc_endpoints.VpcEndpointType",
            ServiceName="describe_vpc_endpoints.ServiceName",
            VpcId="describe_vpc_endpoints.VpcId",
            RouteTableIds="describe_vpc_endpoints.RouteTableIds",
            SubnetIds="describe_vpc_endpoints.SubnetIds",
            SecurityGroupIds=_groups,
            PrivateDnsEnabled="describe_vpc_endpoints.PrivateDnsEnabled",
            PolicyDocument=_policy,
        ),
        id="describe_vpc_endpoints.VpcEndpointId",
    ),
)
