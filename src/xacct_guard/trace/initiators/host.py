"""Hosts that a pipeline deploys and that then do what nobody here can read: it is unknown, by name.

An Airflow environment runs the graphs in its bucket, a cluster of EKS its pods, a machine of EC2 what is on
it; each as its own role or roles.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...graph.access_graph import AccessGraph, Stack
from ...graph.caller import Caller
from ...graph.model import Made, Resource
from ...graph.step import Page, Steps
from . import Initiation, Initiator

_KINDS = {
    "AWS::MWAA::Environment": "Airflow environment",
    "AWS::EKS::Cluster": "EKS cluster",
    "AWS::EKS::Nodegroup": "EKS node group",
    "AWS::EKS::FargateProfile": "EKS Fargate profile",
    "AWS::EC2::Instance": "EC2 instance",
    "AWS::AutoScaling::AutoScalingGroup": "EC2 Auto Scaling group",
    "AWS::ECS::Service": "ECS service",
    "AWS::Batch::ComputeEnvironment": "Batch compute environment",
    "AWS::EMR::Cluster": "EMR cluster",
}
_PAGES = {
    "AWS::MWAA": Page.of("mwaa/latest/userguide", "mwaa-create-role.html"),
    "AWS::EKS": Page.of("eks/latest/userguide", "service-accounts.html"),
}
_PAGE = Page.of("IAM/latest/UserGuide", "id_roles_use_switch-role-ec2.html")


def found(graph: AccessGraph) -> Iterator[Initiation]:
    """Every host in the stacks that pipelines deploy."""
    stacks = {(each.account, each.region, each.name): each for each in graph.deployed.values()}
    for stack in stacks.values():
        for made in stack.parts.made:
            if made.type in _KINDS:
                yield _initiation(made, stack)


def _initiation(made: Made, stack: Stack) -> Initiation:
    name = made.place.rpartition("/")[2]
    host = Resource(
        arn=made.arn or made.place,
        type=made.type,
        account=stack.account,
        region=stack.region,
        name=name,
        span=made.span,
        place=made.place,
    )
    kind = _KINDS[made.type]
    return Initiation(host, kind, "what runs on it", made.span, partial(_runs, host, kind))


def _runs(host: Resource, kind: str, graph: AccessGraph) -> Steps:
    caller = Caller(f"what {host.place} runs as", host.account, host.region, host.span, graph)
    page = _PAGES.get("::".join(host.type.split("::")[:2]), _PAGE)
    yield caller.unknown("run", f"what the {kind} {host.place} runs, and as whom", page)


INITIATOR = Initiator(found)
