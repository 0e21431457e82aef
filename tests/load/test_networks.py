"""The `network:` section: a VPC that no template declares, its endpoints, and what leads out of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.step import Page, Stand, Step
from xacct_guard.route import route
from xacct_guard.run import Options, model_of

HEAD = """
accounts: {train: {id: "222222222222", regions: [eu-west-1]}}
network:
  - account: train
    vpc: vpc-1
    subnets: [subnet-1]
"""
S3 = "    endpoints: [{id: vpce-1, service: s3, policy: endpoint.json}]\n"
KMS = "    endpoints: [{id: vpce-2, service: com.amazonaws.eu-west-1.kms, private_dns: %s}]\n"


def graph_of(folder: Path, network: str) -> AccessGraph:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    (folder / "endpoint.json").write_text(json.dumps({"Statement": statement}))
    config = folder / "xacct-guard.yaml"
    config.write_text(HEAD + network)
    return model_of((folder,), Options(config=config)).graph


def asked(graph: AccessGraph, action: str, stand: Stand) -> Step:
    bucket, key = "arn:aws:s3:::data/x", "arn:aws:kms:eu-west-1:222222222222:key/k"
    return Step(
        "asked",
        "arn:aws:iam::222222222222:role/trainer",
        action,
        bucket if action.startswith("s3:") else key,
        "222222222222",
        "eu-west-1",
        Page("a page"),
        graph.of_type("ec2:vpc")[0].span,
        stand=stand,
    )


@pytest.mark.parametrize("stand", [Stand(subnets=("subnet-1",)), Stand(vpc="vpc-1")])
def test_an_endpoint_of_the_configuration_is_on_the_way_of_the_whole_vpc(
    tmp_path: Path, stand: Stand
):
    graph = graph_of(tmp_path, S3)
    way = route(asked(graph, "s3:GetObject", stand), graph)
    assert way.values["aws:sourcevpce"] == "vpce-1"
    assert way.values["aws:sourcevpc"] == "vpc-1"
    assert way.endpoint is not None and way.endpoint.policy is not None


def test_what_is_private_must_not_need_the_public_network(tmp_path: Path):
    for nat in ("", "    nat: true\n"):
        graph = graph_of(tmp_path, f"    private: true\n{nat}{S3}")
        inside = Stand(subnets=("subnet-1",))
        assert route(asked(graph, "s3:GetObject", inside), graph).blocked is None
        assert "it is private" in (route(asked(graph, "kms:Decrypt", inside), graph).blocked or "")


def test_a_vpc_of_a_template_may_be_marked_private(tmp_path: Path):
    (tmp_path / "vpc.yaml").write_text("""
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  In:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Subnet}
  Out:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-1}
""")
    stack = "stacks: [{name: net, template: vpc.yaml, account: train}]\n"
    accounts = HEAD.partition("network:")[0] + stack
    marked = "network: [{account: train, vpc: '${stacks.net.resources.Vpc}', private: true}]\n"
    for text, blocked in ((accounts, False), (accounts + marked, True)):
        config = tmp_path / "xacct-guard.yaml"
        config.write_text(text)
        graph = model_of((tmp_path,), Options(config=config)).graph
        (vpc,), (subnet,) = graph.of_type("ec2:vpc"), graph.of_type("ec2:subnet")
        step = asked(graph, "kms:Decrypt", Stand(vpc=vpc.name, subnets=(subnet.name,)))
        assert (route(step, graph).blocked is not None) is blocked


def test_a_subnet_of_another_vpc_is_another_place(tmp_path: Path):
    graph = graph_of(tmp_path, S3)
    way = route(asked(graph, "s3:GetObject", Stand(subnets=("subnet-9",))), graph)
    assert way.endpoint is None and "aws:sourcevpce" in way.unknown


@pytest.mark.parametrize(
    ("network", "blocked", "known"),
    [
        ("", False, False),
        ("    nat: true\n", False, True),
        ("    nat: false\n", True, False),
        (KMS % "true", False, True),
        (f"{KMS % 'false'}    nat: false\n", True, False),
    ],
    ids=["nobody said", "nat", "no nat", "an endpoint by its whole name", "without private names"],
)
def test_what_leads_out_is_what_the_configuration_says(
    tmp_path: Path, network: str, blocked: bool, known: bool
):
    graph = graph_of(tmp_path, network)
    way = route(asked(graph, "kms:Decrypt", Stand(vpc="vpc-1")), graph)
    assert (way.blocked is not None) is blocked
    assert ("aws:sourcevpce" in way.values or "aws:sourcevpce" in way.absent) is known
