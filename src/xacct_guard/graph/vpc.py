"""Vpc: what is declared of a network: its subnets, the ways out of them, its endpoints."""

from __future__ import annotations

from dataclasses import dataclass

from ..iam.symbol import has_symbol
from ..iam.truth import Truth
from ..span import Node
from .access_graph import AccessGraph
from .model import Resource
from .step import Stand

_EVERYWHERE = ("0.0.0.0/0", "::/0")
# What a default route may lead to where nobody can tell what lies behind it.
_ELSEWHERE = ("transit_gateway", "peering", "instance", "interface", "egress_only", "endpoint")
_ACROSS = frozenset({"s3", "iam", "ecr.api", "ecr.dkr", "kms", "kms-fips", "ecs", "lambda"})


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC of the estate. `id` is its id, which may be a symbol."""

    id: str
    resource: Resource
    graph: AccessGraph

    @property
    def region(self) -> str:
        """The Region it is in."""
        return self.resource.region

    def endpoints(self, service: str, region: str) -> tuple[Resource, ...]:
        """Its endpoints for a service in a Region, gateways first. `service` is as in `s3`, `ecr.api`.

        Another Region's services are reached through interface endpoints, and only some of them.
        https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html
        """
        name = f".{region}.{service}" if service != "iam" else ".iam"
        found = [
            endpoint
            for endpoint in self.graph.telling("ec2:vpc-endpoint", "vpc", self.id)
            if (_text(endpoint, "service") or "").endswith(name)
            and (region == self.region or (service in _ACROSS and not is_gateway(endpoint)))
        ]
        return tuple(sorted(found, key=lambda endpoint: not is_gateway(endpoint)))

    def has_dns(self) -> Truth:
        """Does it resolve names, and give names to what is in it? Private DNS needs both."""
        support = _text(self.resource, "dns_support") or "true"
        names = _text(self.resource, "dns_hostnames")
        if "false" in (support, names):
            return Truth.NO
        return Truth.YES if names == "true" else Truth.UNKNOWN

    @property
    def is_private(self) -> bool:
        """Does the configuration say that what is in it must not need the public network?"""
        return any(marked.name == self.id for marked in self.graph.of_type("ec2:private-network"))

    def route_table(self, subnet: str) -> str | None:
        """The route table of a subnet, if one is declared: its own, or the main one of the VPC."""
        ties = "ec2:subnet-route-table-association"
        found = self.graph.telling(ties, "subnet", subnet)
        if not found and self.declares(subnet):
            found = self.graph.telling(ties, "vpc", self.id)
        return _text(found[0], "route_table") if found else None

    def way_out(self, subnet: str) -> Truth:
        """Do addresses of AWS's services lead out of this subnet, without an address of one's own?

        A gateway to the internet is no way out for the network interfaces that SageMaker, Lambda and
        CodeBuild put into a subnet: they have no public address, a NAT device is needed.
        https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html
        """
        if self.is_private:
            return Truth.NO
        if (told := _text(self.resource, "nat")) is not None:
            return Truth.YES if told == "true" else Truth.NO
        table = self.route_table(subnet)
        routes = self.graph.telling("ec2:route", "route_table", table)
        if table is None or not self._holds(table):
            # The main route table of a VPC that a template makes has no way out until one is put in.
            return Truth.UNKNOWN if table or not self.declares(subnet) else Truth.NO
        return max((_leads_out(route) for route in routes), default=Truth.NO)

    def route_to_internet(self, subnet: str) -> Resource | None:
        """The default route of a subnet that leads to an internet gateway, if it has one.

        It is a way for what has a public address, and for nothing else
        (vpc/latest/userguide/VPC_Internet_Gateway.html).
        """
        table = self.route_table(subnet)
        routes = self.graph.telling("ec2:route", "route_table", table) if table else ()
        return next((route for route in routes if self._is_to_internet(route)), None)

    def _is_to_internet(self, route: Resource) -> bool:
        gateway = _text(route, "gateway") or ""
        is_known = gateway.startswith("igw-") or self.graph.named("ec2:internet-gateway", gateway)
        ends = (_text(route, "destination"), _text(route, "destination_v6"))
        return bool(is_known) and any(end in _EVERYWHERE for end in ends)

    def range_of(self, subnet: str) -> str | None:
        """The addresses of a subnet, or of the whole VPC where the subnet is not declared."""
        held = self._subnet(subnet)
        return _text(held or self.resource, "cidr")

    def declares(self, subnet: str) -> bool:
        """Is the subnet declared, and with it what it is associated with?"""
        return self._subnet(subnet) is not None

    def _subnet(self, id: str) -> Resource | None:
        return next(iter(self.graph.named("ec2:subnet", id)), None)

    def _holds(self, table: str) -> bool:
        return bool(self.graph.named("ec2:route-table", table))


def vpc_of(stand: Stand, graph: AccessGraph) -> Vpc | None:
    """The VPC that a caller stands in, if the estate holds it."""
    declared = (each for id in stand.subnets for each in graph.named("ec2:subnet", id))
    ids = (stand.vpc, *(_text(each, "vpc") for each in declared))
    named = (vpc for id in ids for vpc in graph.named("ec2:vpc", id))
    # The configuration may say which subnets are in a VPC.
    listing = (vpc for id in stand.subnets for vpc in graph.telling("ec2:vpc", "subnets", id))
    return next((Vpc(held.name, held, graph) for held in (*named, *listing)), None)


def _leads_out(route: Resource) -> Truth:
    destination = _text(route, "destination") or _text(route, "destination_v6")
    if destination is not None and not has_symbol(destination) and destination not in _EVERYWHERE:
        return Truth.NO
    if "nat" in route.facts:
        return Truth.YES
    return Truth.UNKNOWN if any(way in route.facts for way in _ELSEWHERE) else Truth.NO


def is_gateway(endpoint: Resource) -> bool:
    """Is it a gateway endpoint? That is what an endpoint is when nobody says (API_CreateVpcEndpoint)."""
    return (_text(endpoint, "type") or "Gateway") == "Gateway"


def listed(endpoint: Resource, fact: str) -> tuple[str, ...]:
    """The ids in a list of an endpoint: route tables, subnets, security groups."""
    node = endpoint.facts.get(fact)
    return tuple(item.text or "" for item in node.items) if node else ()


def _text(resource: Resource, fact: str) -> str | None:
    node: Node | None = resource.facts.get(fact)
    return node.text if node else None
