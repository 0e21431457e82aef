"""Workplace: where the work of a job or an endpoint is done from, as its execution role.

SageMaker fetches images itself, from its own network; data, results and logs go through the network
interface it puts into the customer's VPC, where there is one, with network isolation as well
(train-vpc.html; "How does my SageMaker container access Amazon S3 data and push logs to CloudWatch when I
turn on network isolation?", AWS Knowledge Center).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..graph.caller import Caller
from ..graph.step import Stand, Step
from ..span import Node
from .pages import ROLES
from .parameter import is_unknown, nodes_at, texts_at

_INTERFACES = (
    *("ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission"),
    *("ec2:DeleteNetworkInterface", "ec2:DeleteNetworkInterfacePermission"),
    *("ec2:DescribeNetworkInterfaces", "ec2:DescribeVpcs", "ec2:DescribeDhcpOptions"),
    *("ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"),
)


@dataclass(frozen=True, slots=True)
class Workplace:
    """Who does the work: `platform` from SageMaker's network, `nodes` from where the machines stand.

    `creator` is who asked for it.
    """

    platform: Caller
    nodes: Caller
    creator: Caller


def workplace_of(role: str, creator: Caller, network: Node | None) -> Workplace:
    """The workplace of a role; `network` is the `VpcConfig`, None where there is none."""
    stand = stand_in(network) if network is not None else None
    return Workplace(creator.at(role), creator.at(role, stand), creator)


def stand_in(network: Node) -> Stand:
    """The subnets and security groups of a `VpcConfig`."""
    return Stand(subnets=texts_at(network, "Subnets"), groups=texts_at(network, "SecurityGroupIds"))


def network_at(parameters: Node, *route: str) -> Node | None:
    """The `VpcConfig` at a route, if there is one; one of which nothing is known where that is open."""
    found = next(nodes_at(parameters, *route), None)
    is_open = found is None and is_unknown(parameters, *route)
    return Node({}, parameters.span) if is_open else found


def interfaces(place: Workplace, *, hosting: bool = False) -> Iterator[Step]:
    """Put network interfaces into the subnets. The check at creation fails if these are scoped.

    Where nobody knows of any subnet there may be none.
    """
    stand = place.nodes.stand
    if stand is None:
        return
    further = ("ec2:DescribeVpcEndpoints",) if hosting else ()
    for action in (*_INTERFACES, *further):
        says, doubtful = "put network interfaces into the subnets", not stand.subnets
        yield place.platform.ask(says, action, "*", ROLES, optional=doubtful)
