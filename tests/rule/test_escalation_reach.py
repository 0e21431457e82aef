"""How far a role gets: the shortest way, never in a circle, and asked for no more often than need be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.model import Role
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.read import read
from xacct_guard.rule import Facts, ways_to_administrator
from xacct_guard.rule.escalation.reach import escalations, estate_of
from xacct_guard.span import Source, Span

HERE = Span(Source("estate", ""))
ACCOUNT = "111111111111"
ANY = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def role(name: str, *statements: Any, trusts: Any = None) -> Role:
    principal = trusts or {"Service": "lambda.amazonaws.com"}
    trust = [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]

    def policy(kind: PolicyKind, those: Iterable[Any]) -> Any:
        text = json.dumps({"Version": "2012-10-17", "Statement": list(those)})
        return parse_policy(read(Source(name, text)), kind, "own")

    identity = (policy(PolicyKind.IDENTITY, statements),) if statements else ()
    given = policy(PolicyKind.TRUST, trust)
    return Role(arn(name), ACCOUNT, name, "/", HERE, trust=given, identity=identity)


def passing(*roles: str) -> tuple[Any, Any]:
    makes = ["lambda:CreateFunction", "lambda:InvokeFunction"]
    return (
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": [arn(each) for each in roles]},
        {"Effect": "Allow", "Action": makes, "Resource": "*"},
    )


def facts_of(*roles: Role) -> Facts:
    return Facts(AccessGraph(roles={each.arn: each for each in roles}), ())


def ends(facts: Facts) -> dict[str, list[str]]:
    return {
        way.start.name: [edge.end.name for edge in way.edges if isinstance(edge.end, Role)]
        for way in ways_to_administrator(facts)
    }


def test_the_way_is_the_shortest_that_there_is():
    facts = facts_of(
        role("a", *passing("b", "c")),
        role("b", *passing("c")),
        role("c", *passing("strong")),
        role("strong", ANY),
    )
    assert ends(facts) == {"a": ["c", "strong"], "b": ["c", "strong"], "c": ["strong"]}


def test_a_way_may_lead_through_roles_that_are_assumed_as_meant():
    assume = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": arn("strong")}
    strong = role("strong", ANY, trusts={"AWS": arn("b")})
    assert ends(facts_of(role("a", *passing("b")), role("b", assume), strong)) == {
        "a": ["b", "strong"]
    }


def test_roles_that_only_come_to_hold_each_other_get_nowhere():
    assert ends(facts_of(role("a", *passing("b")), role("b", *passing("a")))) == {}


def test_whom_nobody_trusts_to_the_service_cannot_be_taken():
    strong = role("strong", ANY, trusts={"Service": "ec2.amazonaws.com"})
    assert ends(facts_of(role("a", *passing("strong")), strong)) == {}


def test_an_administrator_becomes_nothing_more():
    facts = facts_of(role("strong", ANY), role("second", ANY))
    assert escalations(facts) == {}


@pytest.mark.parametrize("entry", ["*", "arn:aws:iam::*:role/worker-*", arn("*")])
def test_what_is_asked_of_a_role_does_not_grow_with_the_estate(entry):
    def asked(many: int) -> float:
        workers = []
        for number in range(many):
            may_pass, makes = passing()
            workers.append(role(f"worker-{number:03}", {**may_pass, "Resource": entry}, makes))
        facts = facts_of(*workers)
        ways_to_administrator(facts)
        estate = estate_of(facts)
        return sum(len(estate.inquiry(each)._asked) for each in workers) / many

    assert asked(120) <= asked(30) <= 12
