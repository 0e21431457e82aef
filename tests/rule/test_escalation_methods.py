"""Each method of the table works with exactly its actions, and with none of them less."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.model import Resource, Role
from xacct_guard.iam import reference
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.policy import Policy, PolicyKind, Written
from xacct_guard.read import read
from xacct_guard.rule import Facts, how, mend, ways_to_administrator
from xacct_guard.rule.escalation.about import kinds
from xacct_guard.rule.escalation.method import Method, Takes
from xacct_guard.rule.escalation.methods import METHODS
from xacct_guard.rule.escalation.reach import escalations
from xacct_guard.services import arn_of, of_type
from xacct_guard.span import Source, Span

ACCOUNT = "111111111111"
HERE = Span(Source("estate", ""))
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
OWN_POLICY = f"arn:aws:iam::{ACCOUNT}:policy/own"
ROW = pytest.mark.parametrize("method", METHODS, ids=lambda m: f"{m.takes}-{'+'.join(m.actions)}")


def policy(kind: PolicyKind, *statements: Any) -> Policy:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return parse_policy(read(Source("policy", text)), kind, "own")


def principal(name: str, *statements: Any, trusts: Any = None, boundary: Any = None) -> Role:
    """A role that trusts somebody, or a user."""
    kind = "role" if trusts else "user"
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": trusts}
    return Role(
        f"arn:aws:iam::{ACCOUNT}:{kind}/{name}",
        ACCOUNT,
        name,
        "/",
        HERE,
        trust=policy(PolicyKind.TRUST, allow) if trusts else None,
        identity=(policy(PolicyKind.IDENTITY, *statements),) if statements else (),
        boundary=policy(PolicyKind.BOUNDARY, boundary) if boundary else None,
    )


def estate(method: Method, actions: frozenset[str]) -> tuple[str, Facts]:
    """The smallest estate in which the method may work, its caller being allowed these actions."""
    is_of_user = method.takes is Takes.SELF and kinds(method.actions[0])[0][0] in ("user", "group")
    target, thing = _target(method), _thing(method)
    about = target.arn if method.takes in (Takes.ROLE, Takes.USER) else "*"
    if method.takes is Takes.NEW:
        about = f"arn:aws:iam::{ACCOUNT}:{kinds(method.actions[0])[0][0]}/new"
    allowed = [{"Effect": "Allow", "Action": a, "Resource": about} for a in sorted(actions)]
    for each in allowed:
        if each["Action"] == "iam:PassRole":
            each["Resource"] = target.arn
    bounded = "PermissionsBoundary" in method.actions[0]
    caller = principal(
        "caller",
        *([ALL] if bounded else allowed),
        trusts=None if is_of_user else {"Service": "ec2.amazonaws.com"},
        boundary={"Effect": "Allow", "Action": [*sorted(actions), "s3:*"], "Resource": "*"}
        if bounded
        else None,
    )
    if method.actions == ("iam:CreatePolicyVersion",):
        caller = with_own_policy(caller)
    roles = {each.arn: each for each in (caller, target)}
    things = {thing.arn: thing} if thing else {}
    return caller.arn, Facts(AccessGraph(roles=roles, resources=things), ())


def with_own_policy(role: Role) -> Role:
    return replace(role, managed=(Written(OWN_POLICY, HERE),))


def _target(method: Method) -> Role:
    if method.takes is Takes.USER:
        return principal("target", *([] if method.empowers else [ALL]))
    if method.takes is Takes.ROLE and method.empowers:
        return principal("target", trusts={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
    trusts = {"Service": method.service or "nobody.amazonaws.com"}
    is_strong = method.takes in (Takes.PASSED, Takes.KEPT, Takes.ROLE)
    return principal("target", *([ALL] if is_strong else []), trusts=trusts)


def _thing(method: Method) -> Resource | None:
    if not method.thing:
        return None
    row = of_type(method.thing)
    assert row is not None
    words = {"partition": "aws", "region": "us-east-1", "account": ACCOUNT, "name": "thing"}
    arn = arn_of(row, {**words, "within": "group"}, lambda *_: "1")
    fact, *rest = method.role_at.split(".")
    value: Any = f"arn:aws:iam::{ACCOUNT}:role/target"
    for member in reversed(rest):
        value = {member: value}
    facts = read(Source("thing", json.dumps({fact: value}))).mapping
    kept = facts if method.takes is Takes.KEPT else {}
    return Resource(arn, method.thing, ACCOUNT, "us-east-1", "thing", HERE, facts=kept)


@ROW
def test_a_method_works_with_exactly_its_actions(method):
    caller, facts = estate(method, method.needed)
    assert [way.start.arn for way in ways_to_administrator(facts)] == [caller]
    assert method in {edge.method for edge in escalations(facts)[caller]}


@ROW
def test_a_method_does_not_work_with_an_action_less(method):
    for action in sorted(method.needed):
        _, facts = estate(method, method.needed - {action})
        assert ways_to_administrator(facts) == (), action


@ROW
def test_an_explicit_deny_of_any_action_stops_a_method(method):
    for action in sorted(method.needed):
        caller, facts = estate(method, method.needed)
        role = facts.graph.roles[caller]
        deny = {"Effect": "Deny", "Action": action, "Resource": "*"}
        denied = replace(role, identity=(*role.identity, policy(PolicyKind.IDENTITY, deny)))
        graph = replace(facts.graph, roles={**facts.graph.roles, caller: denied})
        assert ways_to_administrator(Facts(graph, ())) == (), action


@ROW
def test_every_action_of_a_method_is_one_that_there_is(method):
    assert {reference.action(action).name for action in method.needed} == set(method.needed)


@ROW
def test_a_method_is_worded_so_that_it_goes_on_after_may(method):
    caller, facts = estate(method, method.needed)
    (edge, *_) = (e for e in escalations(facts)[caller] if e.method == method)
    assert how(edge)[0].islower()
    assert mend(edge).summary


def test_no_two_methods_are_the_same():
    keys = [(m.takes, m.service, m.thing, m.actions) for m in METHODS]
    assert len(set(keys)) == len(keys)


def test_no_passing_method_needs_more_than_another_of_its_service():
    passing = [m for m in METHODS if m.takes is Takes.PASSED and not m.thing]
    for one in passing:
        for other in passing:
            same = one.service == other.service and one is not other
            assert not (same and set(one.actions) <= set(other.actions)), (one.says, other.says)
