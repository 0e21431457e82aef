"""A Lambda function that runs asks for what its configuration takes, and for what `calls` says of its code."""

from __future__ import annotations

import json

import pytest

from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.model import Declared, Resource
from xacct_guard.graph.step import Stand, Step
from xacct_guard.read import read
from xacct_guard.span import Source, Span
from xacct_guard.started.lambda_function import steps

HOME, AWAY, REGION = "111111111111", "222222222222", "eu-west-1"
ARN = f"arn:aws:lambda:{REGION}:{HOME}:function:f"
ROLE = f"arn:aws:iam::{HOME}:role/f"
SPAN = Span(Source("f.yaml", ""))
VPC = {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
SENDS = {"call": "ses:SendEmail", "resource": "*"}


def asked(calls: tuple[object, ...] = (), others: tuple[Resource, ...] = (), **facts: object):
    function = resource("lambda:function", ARN, role=ROLE, **facts)
    declared = Declared(ARN, tuple(read(Source("c", json.dumps(each))) for each in calls), SPAN)
    graph = AccessGraph(
        resources={each.arn: each for each in (function, *others)}, calls={ARN: (declared,)}
    )
    return [each for each in steps(function, graph) if isinstance(each, Step)]


def resource(type: str, arn: str, **facts: object) -> Resource:
    known = {key: read(Source("f", json.dumps(value))) for key, value in facts.items()}
    name = arn.rpartition(":")[2]
    return Resource(arn, type, HOME, REGION, name, SPAN, facts=known, place=f"s/{name}")


def required(found: list[Step]) -> list[tuple[str, str, str]]:
    return [(each.principal, each.action, each.resource) for each in found if not each.optional]


TAKES_ON = ("lambda.amazonaws.com", "sts:AssumeRole", ROLE)


def test_a_function_takes_on_its_role_and_says_no_source():
    (takes_on,) = [each for each in asked() if not each.optional]
    assert (takes_on.principal, takes_on.action, takes_on.resource) == TAKES_ON
    assert takes_on.context == {}, "LAM-109: whether a source is told is not documented"


def test_what_the_code_calls_comes_from_the_function_and_from_its_vpc():
    mail = asked((SENDS,), vpc=VPC)[-1]
    assert (mail.principal, mail.action, mail.stand) == (
        ROLE,
        "ses:SendEmail",
        Stand(subnets=("subnet-1",), groups=("sg-1",)),
    )
    assert mail.context == {"lambda:sourcefunctionarn": ARN}


def test_what_lambda_does_itself_comes_from_its_own_network():
    others = asked((SENDS,), vpc=VPC)[:-1]
    assert {each.stand for each in others} == {None}
    assert not any("lambda:sourcefunctionarn" in each.context for each in others)


@pytest.mark.parametrize(("vpc", "asks"), [(VPC, True), ({"SubnetIds": []}, False), (None, False)])
def test_a_function_in_a_vpc_has_network_interfaces_made(vpc, asks):
    found = asked(**({"vpc": vpc} if vpc else {}))
    assert ((ROLE, "ec2:CreateNetworkInterface", "*") in required(found)) is asks


@pytest.mark.parametrize("owner", [HOME, AWAY])
def test_lambda_fetches_the_image_of_another_account_itself(owner):
    found = asked(image=f"{owner}.dkr.ecr.{REGION}.amazonaws.com/serve:1")
    pulls = [each for each in found if each.action == "ecr:BatchGetImage"]
    assert [each.principal for each in pulls] == ["lambda.amazonaws.com"]
    assert [each.resource for each in pulls] == [f"arn:aws:ecr:{REGION}:{owner}:repository/serve"]
    assert [each.context for each in pulls] == [{"aws:sourcearn": ARN}]
    assert [(each.optional, each.local) for each in pulls] == [(owner == HOME, True)]


def test_where_results_go_stops_nothing():
    queue, topic = f"arn:aws:sqs:{REGION}:{HOME}:failed", f"arn:aws:sns:{REGION}:{HOME}:done"
    config = resource("lambda:destinations", f"{ARN}:config", function="f", success=topic)
    found = asked(others=(config,), dead_letters=queue)
    handed_on = {
        (each.action, each.resource) for each in found if each.says == "hand on what came of it"
    }
    assert handed_on == {("sqs:SendMessage", queue), ("sns:Publish", topic)}
    assert required(found) == [TAKES_ON]
