"""Reading a scenario."""

from __future__ import annotations

import json
from typing import Any

import pytest

from xacct_guard.iam.case import ScenarioError, read_scenario
from xacct_guard.iam.context import Missing, look_up
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


def test_an_account_with_control_policies_is_in_the_organization_unless_it_is_said() -> None:
    levels = {"scps": [[DOCUMENT]]}
    assert read_scenario(scenario(levels)).request.organization.principal_in_org
    assert not read_scenario(scenario()).request.organization.principal_in_org
    outside = scenario(levels) | {"organization": {"principal_in_org": False}}
    assert not read_scenario(outside).request.organization.principal_in_org


@pytest.mark.parametrize("text", ['{"Version": ', "[" * 100_000])
def test_a_document_that_is_no_json_is_an_error_of_its_layer(text: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        read_scenario(scenario({"boundary": text}))
    assert raised.value.where == PolicyKind.BOUNDARY


@pytest.mark.parametrize(
    ("resource", "account"),
    [
        ("arn:aws:sqs:us-east-1:222222222222:q", "222222222222"),
        ("*", "111111111111"),
        ("arn:aws:s3:::b/k", None),
    ],
)
def test_the_account_of_a_resource_is_in_its_arn_or_unknown(
    resource: str, account: str | None
) -> None:
    request = read_scenario(scenario(resource=resource)).request
    assert look_up(request, "aws:ResourceAccount") == (account or Missing.UNKNOWN)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("resource_settings", []),
        ("resource_settings", {"s3_block_public_acces": {"restrict_public_buckets": True}}),
        ("resource_settings", {"s3_block_public_access": {"restrict_public_bucket": True}}),
        ("resource_settings", {"s3_block_public_access": {"restrict_public_buckets": "yes"}}),
        ("resource_settings", {"vpc_endpoint_type": "gatway"}),
        ("kms_grants", [{"operations": ["Decrypt"]}]),
    ],
)
def test_a_setting_that_would_be_overlooked_is_an_error(member: str, value: Any) -> None:
    with pytest.raises(ScenarioError) as raised:
        read_scenario(scenario({member: value}))
    assert raised.value.where == member


@pytest.mark.parametrize(
    "written",
    [
        scenario(context=["aws:SourceVpce"]),
        scenario() | {"organization": "o-1"},
        scenario() | {"organization": {"principal_in_org": "perhaps"}},
    ],
)
def test_circumstances_that_would_be_overlooked_are_an_error(written: Any) -> None:
    with pytest.raises(ScenarioError) as raised:
        read_scenario(written)
    assert raised.value.where == "request"
