"""An account in which SageMaker works: roles, buckets, keys, a network, and what a call of it asks there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from tests.formats.cfn import parts
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.caller import Caller
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Account
from xacct_guard.graph.step import Start, Step
from xacct_guard.iam.decision import Decision, Verdict
from xacct_guard.operations import operations
from xacct_guard.read import read
from xacct_guard.services import implied
from xacct_guard.span import Node, Source
from xacct_guard.trace import answer

US, REGION = "111111111111", "eu-west-1"
CI = f"arn:aws:iam::{US}:role/ci"
JOB = f"arn:aws:iam::{US}:role/job"
KEY = f"arn:aws:kms:{REGION}:{US}:key/11111111-1111-1111-1111-111111111111"
OTHERS_KEY = f"arn:aws:kms:{REGION}:222222222222:key/22222222-2222-2222-2222-222222222222"
IMAGE = f"{US}.dkr.ecr.{REGION}.amazonaws.com/train:1"
_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
TEMPLATE = """
Resources:
  Data: {Type: AWS::S3::Bucket, Properties: {BucketName: data}}
  Models: {Type: AWS::S3::Bucket, Properties: {BucketName: models}}
  Images: {Type: AWS::ECR::Repository, Properties: {RepositoryName: train}}
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  InTable:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Subnet}
  Gateway:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref Table]}
  Ci:
    Type: AWS::IAM::Role
    Properties:
      RoleName: ci
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: sts:AssumeRole}
      Policies: [{PolicyName: some, PolicyDocument: {Statement: CALLER}}]
  Job:
    Type: AWS::IAM::Role
    Properties:
      RoleName: job
      AssumeRolePolicyDocument: {Statement: TRUST}
      Policies: [{PolicyName: some, PolicyDocument: {Statement: ROLE}}]
"""
_TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "sagemaker.amazonaws.com"},
    "Action": "sts:AssumeRole",
}


def denying(action: str, **condition: object) -> list[object]:
    """Everything but an action, under a condition where one is given."""
    deny = {"Effect": "Deny", "Action": action, "Resource": "*"}
    return [_EVERYTHING, deny | ({"Condition": condition} if condition else {})]


def allowing(action: str, condition: object) -> list[object]:
    """Everything, but an action under a condition only."""
    rest = {"Effect": "Allow", "NotAction": action, "Resource": "*"}
    return [rest, {"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition}]


@dataclass(frozen=True)
class Work:
    """What a call asks in the account, step by step."""

    steps: tuple[Step, ...]
    starts: tuple[Start, ...]
    graph: AccessGraph

    @cached_property
    def decisions(self) -> tuple[tuple[Step, Decision], ...]:
        """Each step with what the estate says of it."""
        return tuple((step, answer(step, self.graph)) for step in self.steps)

    def refused(self) -> set[str]:
        """The actions whose refusal stops the work."""
        found = (s.action for s, d in self.decisions if d.verdict.denied and not s.optional)
        return set(found)

    def open(self) -> set[str]:
        """The requests of which nobody knows, by their resource."""
        return {
            s.action for s, d in self.decisions if d.verdict is Verdict.UNKNOWN and not s.optional
        }

    def of(self, action: str) -> list[Step]:
        """The steps of this action, in order."""
        return [step for step in self.steps if step.action == action]

    def one(self, action: str) -> Step:
        """The only step of this action."""
        (step,) = self.of(action)
        return step


def account(
    *,
    caller: object = _EVERYTHING,
    role: object = _EVERYTHING,
    trust: object = _TRUST,
    more: str = "",
) -> AccessGraph:
    """The estate: the rights of whoever calls, of the execution role, and who takes that on."""
    text = TEMPLATE.replace("CALLER", json.dumps(caller)).replace("ROLE", json.dumps(role))
    found = parts(text.replace("TRUST", json.dumps(trust)) + more)
    assert not found.failures
    return replace(link((found,)), accounts={US: Account(US, "ours")})


def called(graph: AccessGraph, action: str, parameters: Mapping[str, object]) -> Work:
    """What a call of SageMaker's API asks, made by the role of a build."""
    return work(graph, operations()[f"sagemaker:{action}"].steps(caller(graph), node(parameters)))


def caller(graph: AccessGraph) -> Caller:
    """The role of a build."""
    return Caller(CI, US, REGION, next(iter(graph.roles.values())).span, graph)


def node(value: object) -> Node:
    """Plain JSON as a node."""
    return read(Source("request.json", json.dumps(value)))


def work(graph: AccessGraph, made: object) -> Work:
    """The steps, with all that they drag along, and what they start."""
    each = tuple(made)  # type: ignore[call-overload]
    starts = tuple(one for one in each if isinstance(one, Start))
    steps = (one for one in each if isinstance(one, Step))
    every = tuple(further for one in steps for further in (one, *implied(one, graph)))
    return Work(every, starts, graph)


def subnet(graph: AccessGraph) -> str:
    """The subnet that has a way to S3 and nowhere else."""
    (found,) = graph.of_type("ec2:subnet")
    return found.name
