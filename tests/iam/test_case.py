"""Reading a scenario."""

from __future__ import annotations

import json
from typing import Any

import pytest

from xacct_guard.iam.case import ScenarioError, read_scenario
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import PrincipalKind

DOCUMENT = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
REQUEST = {
    "principal": "arn:aws:sts::111111111111:assumed-role/r/s",
    "action": "s3:GetObject",
    "resource": "arn:aws:s3:::b/k",
}


def scenario(policies: Any = None, **request: Any) -> dict[str, Any]:
    return {"id": "x", "request": {**REQUEST, **request}, "policies": policies or {}}


def test_every_member_but_the_request_may_be_left_out() -> None:
    read = read_scenario({"request": REQUEST, "expect": "ignored", "source": "ignored"})
    assert read.id is None
    assert read.request.principal.account == "111111111111"
    assert read.layers.identity.policies == ()
    assert read.layers.boundary is None


@pytest.mark.parametrize(
    ("principal", "kind"),
    [
        ("arn:aws:iam::111111111111:user/a/b", PrincipalKind.USER),
        ("arn:aws:iam::111111111111:role/a/b", PrincipalKind.SESSION),
        ("arn:aws:sts::111111111111:assumed-role/r/s", PrincipalKind.SESSION),
        ("arn:aws:sts::111111111111:federated-user/f", PrincipalKind.FEDERATED_USER),
        ("arn:aws:iam::111111111111:root", PrincipalKind.ROOT),
        ("arn:aws:iam::111111111111:saml-provider/p", PrincipalKind.PROVIDER),
        ("events.amazonaws.com", PrincipalKind.SERVICE),
        ("*", PrincipalKind.ANONYMOUS),
    ],
)
def test_a_principal_is_told_by_its_form(principal: str, kind: PrincipalKind) -> None:
    assert read_scenario(scenario(principal=principal)).request.principal.kind is kind


def test_the_role_behind_a_session_is_the_one_the_context_names() -> None:
    pathless = read_scenario(scenario()).request.principal
    assert pathless.role == "arn:aws:iam::111111111111:role/r"
    told = "arn:aws:iam::111111111111:role/ml/r"
    named = read_scenario(scenario(context={"aws:PrincipalArn": told})).request.principal
    assert named.role == told
    unsure = read_scenario(scenario(unknown_context=["aws:PrincipalArn"])).request.principal
    assert unsure.role is None


def test_a_document_may_be_json_in_a_text() -> None:
    policies = {"identity": [{"name": "p", "document": json.dumps(DOCUMENT)}]}
    policy = read_scenario(scenario(policies)).layers.identity.policies[0]
    assert (policy.name, len(policy.statements)) == ("p", 1)


def test_an_unresolved_document_leaves_the_policy_unresolved() -> None:
    policies = {"boundary": {"$unknown": "Boundary"}}
    boundary = read_scenario(scenario(policies)).layers.boundary
    assert boundary is not None
    assert boundary.policies[0].unresolved == "Boundary"


def test_the_resource_policy_of_a_role_is_its_trust_policy() -> None:
    trust = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}}
    role = "arn:aws:iam::111111111111:role/r"
    read = read_scenario(scenario({"resource": trust}, resource=role, action="sts:AssumeRole"))
    assert read.layers.resource.policies[0].kind is PolicyKind.TRUST


BROKEN = {"Statement": "none"}


@pytest.mark.parametrize(
    ("written", "where"),
    [
        (scenario({"identity": [{"name": "p", "document": BROKEN}]}), "identity"),
        (scenario({"identity": [BROKEN]}), "identity"),
        (scenario({"boundary": BROKEN}), "boundary"),
        (scenario({"session": [BROKEN]}), "session"),
        (scenario({"resource": BROKEN}), "resource"),
        (scenario({"resource": BROKEN}, resource="arn:aws:iam::1:role/r"), "resource"),
        (scenario({"scps": [[BROKEN]]}), "scp"),
        (scenario({"rcps": [[DOCUMENT, BROKEN]]}), "rcp"),
        (scenario({"vpc_endpoint": BROKEN}), "vpc_endpoint"),
        (scenario({"resource": "not json"}), "resource"),
        (scenario({"kms_grants": [{"operations": ["Decrypt"]}]}), "kms_grants"),
        (scenario(principal="nobody"), "request"),
        (scenario(principal="arn:aws:s3:::bucket"), "request"),
        (scenario(action="GetObject"), "request"),
        (scenario(action="s3:*"), "request"),
        (scenario(context={"aws:SourceIp": {"a": 1}}), "request"),
        ({"policies": {}}, "request"),
        (scenario(unknown_contexts=[]), "request"),
        (scenario({"boundry": DOCUMENT}), "policies"),
        ({"request": {"principal": "*", "action": "s3:GetObject"}}, "request"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_says_where(written: Any, where: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        read_scenario(written)
    assert raised.value.where == where
    assert raised.value.message
