"""Requests for which nobody needs a permission, and who may make them."""

from __future__ import annotations

from typing import Any

import pytest

from xacct_guard.iam.case import node_of
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Decision, Verdict
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.layers import Layer, Layers
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import Organization, Principal, PrincipalKind, Request
from xacct_guard.iam.semantics import DEFAULT

ACCOUNT = "111111111111"
USER = Principal(PrincipalKind.USER, f"arn:aws:iam::{ACCOUNT}:user/u", ACCOUNT)
ROOT = Principal(PrincipalKind.ROOT, f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
SESSION = Principal(
    PrincipalKind.SESSION, f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s", ACCOUNT, ROLE
)
FEDERATED = Principal(
    PrincipalKind.FEDERATED_USER, f"arn:aws:sts::{ACCOUNT}:federated-user/f", ACCOUNT
)
WHO, TOKEN = "sts:GetCallerIdentity", "sts:GetSessionToken"


def layer(kind: PolicyKind, effect: str, action: str) -> Layer:
    who = {"Principal": "*"} if kind is PolicyKind.ENDPOINT else {}
    statement = {"Effect": effect, "Action": action, "Resource": "*", **who}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return Layer((parse_policy(node_of(document), kind, "policy"),))


def asked(principal: Principal, action: str, **layers: Any) -> Decision:
    member = Organization("o-1", principal_in_org=True)
    request = Request(principal, action, "*", ACCOUNT, "us-east-1", organization=member)
    return decide(request, Layers(**layers), DEFAULT)


@pytest.mark.parametrize("principal", [USER, ROOT, SESSION, FEDERATED], ids=lambda one: one.kind)
def test_anyone_may_ask_who_they_are(principal):
    decision = asked(principal, WHO)
    assert decision.verdict is Verdict.ALLOW
    assert decision.reason == "allowed: it needs no permission"
    assert decision.depends_on == ()
    assert decision.denied_by is None


@pytest.mark.parametrize("action", [WHO, TOKEN, WHO.lower()])
def test_a_deny_of_the_identity_takes_nothing_away(action):
    deny = layer(PolicyKind.IDENTITY, "Deny", "*")
    assert asked(USER, action, identity=deny).verdict is Verdict.ALLOW


def test_a_token_of_its_own_is_for_users_and_root_alone():
    assert asked(USER, TOKEN).verdict is Verdict.ALLOW
    assert asked(ROOT, TOKEN).verdict is Verdict.ALLOW
    assert asked(SESSION, TOKEN).verdict is not Verdict.ALLOW
    assert asked(FEDERATED, TOKEN).verdict is not Verdict.ALLOW


def test_every_other_request_needs_a_permission():
    assert asked(USER, "sts:GetAccessKeyInfo").verdict is Verdict.IMPLICIT_DENY


@pytest.mark.parametrize(
    "layers",
    [
        {"scps": (layer(PolicyKind.SCP, "Deny", "sts:*"),)},
        {"scps": (layer(PolicyKind.SCP, "Allow", "s3:*"),)},
        {"endpoint": layer(PolicyKind.ENDPOINT, "Allow", "s3:*")},
    ],
    ids=["a control policy denies", "a control policy is silent", "an endpoint policy is silent"],
)
def test_no_page_says_whether_control_and_endpoint_policies_stop_it(layers):
    decision = asked(USER, WHO, **layers)
    assert decision.verdict is Verdict.UNKNOWN
    assert decision.depends_on == (f"whether control or endpoint policies stop `{WHO}`",)


def test_control_policies_that_allow_it_leave_it_allowed():
    allow = layer(PolicyKind.SCP, "Allow", "*")
    assert asked(USER, WHO, scps=(allow,)).verdict is Verdict.ALLOW
