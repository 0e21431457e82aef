"""The network side of a hop: by what way a request reaches AWS, and which context keys that brings.

Source: IAM user guide, reference_policies_condition-keys.html ("Properties of the network"); VPC user
guide, privatelink/vpc-endpoints-access.html; S3 user guide, privatelink-interface-endpoints.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .graph.access_graph import AccessGraph
from .graph.firewall import Peers, lets_in, lets_out
from .graph.model import Resource
from .graph.step import Stand, Step
from .graph.vpc import Vpc, is_gateway, listed, vpc_of
from .iam.request import ContextValue
from .iam.symbol import shown
from .iam.truth import Truth
from .services import endpoint_of

_OF_ENDPOINTS = frozenset(
    {
        *("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"),
        *("aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"),
    }
)


@dataclass(frozen=True, slots=True)
class Route:
    """The way of a request.

    `endpoint` is the VPC endpoint it goes through. `values`, `absent` and `unknown` are context keys
    that the way brings, never brings, and may bring. `blocked` says why nothing gets through;
    `public` whether it leaves the VPC by a way that is not private.
    """

    endpoint: Resource | None = None
    values: Mapping[str, ContextValue] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    blocked: str | None = None
    public: Truth = Truth.NO


BY_SERVICE = Route(absent=_OF_ENDPOINTS)
"""What an AWS service asks for somebody comes from its own network, past every endpoint of theirs."""
_BY_INTERNET = Route(absent=_OF_ENDPOINTS, public=Truth.YES)
_NOBODY_KNOWS = Route(unknown=_OF_ENDPOINTS | {"aws:sourceip"}, public=Truth.UNKNOWN)


def route(step: Step, graph: AccessGraph) -> Route:
    """The way a request takes, as far as the estate declares it.

    A caller in several subnets may be in any of them: one that is blocked blocks, and where the ways differ
    nothing is known.
    """
    stand = step.stand
    if stand is None:
        return BY_SERVICE
    if stand.public:
        return _BY_INTERNET
    vpc = vpc_of(stand, graph)
    if vpc is None:
        return _NOBODY_KNOWS
    ways = [_way(subnet, vpc, step, stand) for subnet in stand.subnets or ("",)]
    blocked = next((way for way in ways if way.blocked), None)
    if blocked is not None:
        return blocked
    return ways[0] if all(way == ways[0] for way in ways) else _NOBODY_KNOWS


def _way(subnet: str, vpc: Vpc, step: Step, stand: Stand) -> Route:
    """Through a gateway, else through an interface endpoint, else out of the VPC, from one subnet."""
    region = _region_of(step, vpc.graph)
    for endpoint in vpc.endpoints(endpoint_of(step.action), region):
        reached = _reaches(endpoint, subnet, vpc)
        if reached is Truth.NO:
            continue
        if reached is Truth.UNKNOWN:
            return _NOBODY_KNOWS
        closed = _shut(stand, vpc, beyond=is_gateway(endpoint)) or _closed(
            endpoint, subnet, vpc, stand
        )
        return Route(blocked=closed) if closed else _through(endpoint, vpc)
    out = vpc.way_out(subnet)
    if out is Truth.NO:
        return Route(blocked=_no_way(subnet, vpc, step.action, region))
    if closed := _shut(stand, vpc, beyond=True):
        return Route(blocked=closed)
    return _BY_INTERNET if out is Truth.YES else _NOBODY_KNOWS


def _reaches(endpoint: Resource, subnet: str, vpc: Vpc) -> Truth:
    """Do requests from the subnet to the service's ordinary name go through this endpoint?"""
    if not is_gateway(endpoint):
        named = endpoint.facts.get("private_dns")
        private = {"true": Truth.YES, "false": Truth.NO}.get((named and named.text) or "")
        return min(private if private is not None else Truth.UNKNOWN, _at_least(vpc.has_dns()))
    tables = listed(endpoint, "route_tables")
    if "everywhere" in endpoint.facts:
        return Truth.YES
    table = vpc.route_table(subnet)
    if table is None:
        return Truth.UNKNOWN if tables and not vpc.declares(subnet) else Truth.NO
    return Truth.YES if table in tables else Truth.NO


def _at_least(dns: Truth) -> Truth:
    """AWS refuses to make private names in a VPC without DNS: an endpoint that has them proves it on."""
    return Truth.NO if dns is Truth.NO else Truth.YES


def _region_of(step: Step, graph: AccessGraph) -> str:
    """The Region a request is sent to: a bucket's own, whoever asks from wherever."""
    held = graph.resource(step.resource)
    return held.region if held is not None and step.action.startswith("s3:") else step.region


def _shut(stand: Stand, vpc: Vpc, *, beyond: bool) -> str | None:
    """Why the caller's own security groups let nothing out (`beyond`: of the VPC), if they do not."""
    if not stand.groups or lets_out(stand.groups, vpc.graph, beyond=beyond) is not Truth.NO:
        return None
    where = "out of the VPC" if beyond else "out"
    return f"no security group of `{shown(', '.join(stand.groups))}` lets HTTPS {where}"


def _closed(endpoint: Resource, subnet: str, vpc: Vpc, stand: Stand) -> str | None:
    """Why the security groups of the endpoint let nothing in, if they do not."""
    groups = listed(endpoint, "security_groups")
    if is_gateway(endpoint) or not groups:
        return None
    range_ = vpc.range_of(subnet)
    peers = Peers(stand.groups, (range_,) if range_ else ())
    if lets_in(groups, peers, vpc.graph) is Truth.NO:
        return f"the security group of endpoint `{endpoint.place}` lets no HTTPS in from there"
    return None


def _through(endpoint: Resource, vpc: Vpc) -> Route:
    return Route(
        endpoint,
        values={"aws:sourcevpce": endpoint.name, "aws:sourcevpc": vpc.id},
        # An address of the VPC is not `aws:SourceIp` behind an endpoint (condition-keys page).
        absent=frozenset({"aws:sourceip"}),
        unknown=_OF_ENDPOINTS - {"aws:sourcevpce", "aws:sourcevpc"},
    )


def _no_way(subnet: str, vpc: Vpc, action: str, region: str) -> str:
    of = f"subnet `{shown(subnet)}` of " if subnet else ""
    return (
        f"there is no way from {of}`{vpc.resource.place}` to {endpoint_of(action)} in {shown(region)}:"
        f" no endpoint that is reached from there, and {'it is private' if vpc.is_private else 'no NAT device'}"
    )
