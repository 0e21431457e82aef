"""Security groups, as far as declared: do they let HTTPS through between a caller and an endpoint?"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..iam.symbol import has_symbol
from ..iam.truth import Truth, any_of
from ..span import Node
from .access_graph import AccessGraph
from .model import Resource

HTTPS = 443
# A rule inside a group is written with the properties of CloudFormation, one apart has facts.
_INLINE = {
    "protocol": "IpProtocol",
    "from": "FromPort",
    "to": "ToPort",
    "cidr": "CidrIp",
    "cidr_v6": "CidrIpv6",
    "from_group": "SourceSecurityGroupId",
    "to_group": "DestinationSecurityGroupId",
}


@dataclass(frozen=True, slots=True)
class Peers:
    """Who is at the other end: their security groups, and the ranges their addresses are in."""

    groups: tuple[str, ...]
    ranges: tuple[str, ...]


def lets_in(groups: Iterable[str], peers: Peers, graph: AccessGraph) -> Truth:
    """Does one of the groups let them in on port 443?"""
    return any_of(_passes(group, "ingress", "from_group", peers, graph) for group in groups)


def lets_out(groups: Iterable[str], graph: AccessGraph, *, beyond: bool = False) -> Truth:
    """Does one of the groups let anything out on port 443? One that says nothing lets out everything.

    `beyond`: out of the VPC's own addresses, as behind a gateway (vpc-endpoints-s3.html, "Security").
    """
    return any_of(_lets_out(group, graph, beyond) for group in groups)


def _lets_out(group: str, graph: AccessGraph, beyond: bool) -> Truth:
    held = _group(group, graph)
    if held is None:
        return Truth.UNKNOWN
    rules = tuple(_rules(held, "egress", graph))
    if not rules:
        return Truth.UNKNOWN
    return any_of(
        min(_is_https(rule), _leads_beyond(rule) if beyond else Truth.YES) for rule in rules
    )


def _leads_beyond(rule: Mapping[str, Node]) -> Truth:
    """Another group and a private range are inside; a prefix list is taken for that of the service."""
    if _text(rule, "to_group") is not None:
        return Truth.NO
    cidr = _text(rule, "cidr") or _text(rule, "cidr_v6")
    if cidr is None or cidr in ("0.0.0.0/0", "::/0"):
        return Truth.YES
    try:
        return Truth.NO if ipaddress.ip_network(cidr, strict=False).is_private else Truth.UNKNOWN
    except ValueError:  # a symbol in it
        return Truth.UNKNOWN


def _passes(group: str, way: str, peer: str, peers: Peers, graph: AccessGraph) -> Truth:
    held = _group(group, graph)
    if held is None:
        return Truth.UNKNOWN
    return any_of(
        min(_is_https(rule), _is_from(rule, peer, peers)) for rule in _rules(held, way, graph)
    )


def _group(name: str, graph: AccessGraph) -> Resource | None:
    return next(iter(graph.named("ec2:security-group", name)), None)


def _rules(group: Resource, way: str, graph: AccessGraph) -> Iterator[Mapping[str, Node]]:
    inline = group.facts.get(way)
    for node in inline.items if inline else ():
        yield {fact: found for fact, name in _INLINE.items() if (found := node.get(name))}
    for apart in graph.telling(f"ec2:security-group-{way}", "group", group.name):
        yield apart.facts


def _text(facts: Mapping[str, Node], name: str) -> str | None:
    node = facts.get(name)
    return node.text if node else None


def _is_https(rule: Mapping[str, Node]) -> Truth:
    protocol = _text(rule, "protocol")
    if protocol in ("-1", "all"):
        return Truth.YES
    if protocol not in ("tcp", "6"):
        return Truth.UNKNOWN if protocol is None or has_symbol(protocol) else Truth.NO
    first, last = _text(rule, "from"), _text(rule, "to")
    if first is None or last is None or not (_is_number(first) and _is_number(last)):
        return Truth.UNKNOWN
    return Truth.YES if int(first) <= HTTPS <= int(last) else Truth.NO


def _is_number(text: str) -> bool:
    return text.lstrip("-").isdigit()


def _is_from(rule: Mapping[str, Node], peer: str, peers: Peers) -> Truth:
    if (group := _text(rule, peer)) is not None:
        if group in peers.groups:
            return Truth.YES
        return Truth.UNKNOWN if has_symbol(group) and not peers.groups else Truth.NO
    cidr = _text(rule, "cidr") or _text(rule, "cidr_v6")
    return any_of(_covers(cidr, each) for each in peers.ranges) if cidr else Truth.UNKNOWN


def _covers(cidr: str, inner: str) -> Truth:
    if cidr in ("0.0.0.0/0", "::/0"):
        return Truth.YES
    try:
        outside = ipaddress.ip_network(cidr, strict=False)
        inside = ipaddress.ip_network(inner, strict=False)
    except ValueError:  # a symbol in one of them
        return Truth.YES if cidr == inner else Truth.UNKNOWN
    if isinstance(outside, ipaddress.IPv4Network) and isinstance(inside, ipaddress.IPv4Network):
        return Truth.YES if inside.subnet_of(outside) else Truth.NO
    return Truth.NO
