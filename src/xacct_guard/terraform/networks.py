"""Networks: what Terraform writes inside a table or a group, CloudFormation writes apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..span import Node
from .value import unknown_in

Parts = Iterable[tuple[str, Node]]

_ROUTE = {
    "CidrBlock": "DestinationCidrBlock",
    "Ipv6CidrBlock": "DestinationIpv6CidrBlock",
    "EgressOnlyGatewayId": "EgressOnlyInternetGatewayId",
}
_RANGES = {"CidrBlocks": "CidrIp", "Ipv6CidrBlocks": "CidrIpv6"}
_WAYS = {"ingress": "Source", "egress": "Destination"}


def route(properties: Node) -> Node:
    """`aws_route`: what is written as an empty text is not there."""
    return _only(properties, {})


def routes_of_table(properties: Node, table: str) -> Parts:
    """`aws_route_table`: each of its `route` blocks is a route of its own."""
    given = properties.get("Route")
    for block in given.items if given else ():
        if unknown_in(block) is not None:
            block = Node({"NetworkInterfaceId": block}, block.span)  # noqa: PLW2901
        yield "AWS::EC2::Route", _with(_only(block, _ROUTE), RouteTableId=Node(table, block.span))


def attachment_of_gateway(properties: Node, gateway: str) -> Parts:
    """`aws_internet_gateway`: it may name the VPC that it is attached to."""
    vpc = properties.get("VpcId")
    if vpc is not None and vpc.text:
        members = {"VpcId": vpc, "InternetGatewayId": Node(gateway, vpc.span)}
        yield "AWS::EC2::VPCGatewayAttachment", Node(members, properties.span)


def security_group(properties: Node) -> Node:
    """`aws_security_group`: a block may name several ranges and groups, each is a rule."""
    found = {
        f"SecurityGroup{way.title()}": Node(
            tuple(rule for block in _items(properties, way) for rule in _rules(block, way)),
            properties.span,
        )
        for way in _WAYS
        if _items(properties, way)
    }
    rest = {name: each for name, each in properties.mapping.items() if name.lower() not in _WAYS}
    return replace(properties, value={**rest, **found})


def rules(properties: Node, _: str) -> Parts:
    """`aws_security_group_rule`: `type` says which way it lets traffic."""
    way = properties.get("Type")
    if way is None or way.text not in _WAYS:
        return
    group = properties.get("SecurityGroupId")
    for rule in _rules(properties, way.text):
        apart = _with(rule, **({"GroupId": group} if group else {}))
        yield f"AWS::EC2::SecurityGroup{way.text.title()}", apart


def _rules(block: Node, way: str) -> Iterator[Node]:
    """A rule for each range, group and prefix list; one that nobody knows stands for all of them."""
    if unknown_in(block) is not None:
        yield Node({"IpProtocol": block}, block.span)
        return
    ports = {
        name: each
        for name, argument in (("IpProtocol", "Protocol"), ("FromPort",) * 2, ("ToPort",) * 2)
        if (each := block.get(argument)) is not None
    }
    others = {
        **_RANGES,
        **dict.fromkeys(
            ("SecurityGroups", "SourceSecurityGroupId"), f"{_WAYS[way]}SecurityGroupId"
        ),
        "PrefixListIds": f"{_WAYS[way]}PrefixListId",
    }
    for argument, name in others.items():
        for each in _items(block, argument):
            if each.text:
                yield Node({**ports, name: each}, block.span)
    itself = block.get("Self")
    if itself is not None and itself.text == "true":
        yield Node(ports, block.span)


def _items(node: Node, name: str) -> tuple[Node, ...]:
    found = node.get(name) or node.get(name.title())
    return found.items if found is not None else ()


def _only(node: Node, names: Mapping[str, str]) -> Node:
    """The members that say something, under CloudFormation's names."""
    members = {
        names.get(name, name): each for name, each in node.mapping.items() if each.text != ""
    }
    return replace(node, value=members, keys={})


def _with(node: Node, **members: Node) -> Node:
    return replace(node, value={**node.mapping, **members})
