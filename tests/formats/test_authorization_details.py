"""What `get-account-authorization-details` prints is the principals of an account, whole."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from xacct_guard.run import Options, model_of

ACCOUNT = "arn:aws:iam::111111111111"


def policy(action: str, **more: object) -> dict[str, object]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}
DETAILS = {
    "UserDetailList": [
        {
            "Arn": f"{ACCOUNT}:user/ann",
            "UserName": "ann",
            "Path": "/",
            "GroupList": ["scientists"],
            "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": policy("s3:Get*")}],
        }
    ],
    "GroupDetailList": [
        {
            "GroupName": "scientists",
            "Arn": f"{ACCOUNT}:group/scientists",
            "GroupPolicyList": [{"PolicyName": "shared", "PolicyDocument": policy("ecr:*")}],
            "AttachedManagedPolicies": [
                {"PolicyName": "Team", "PolicyArn": f"{ACCOUNT}:policy/Team"}
            ],
        }
    ],
    "RoleDetailList": [
        {
            "Arn": f"{ACCOUNT}:role/ml/run",
            "RoleName": "run",
            "Path": "/ml/",
            "AssumeRolePolicyDocument": TRUST,
            "RolePolicyList": [{"PolicyName": "work", "PolicyDocument": policy("logs:*")}],
            "AttachedManagedPolicies": [
                {"PolicyName": "Team", "PolicyArn": f"{ACCOUNT}:policy/Team"},
                {"PolicyName": "Of", "PolicyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"},
            ],
            "PermissionsBoundary": {"PermissionsBoundaryArn": f"{ACCOUNT}:policy/Team"},
        }
    ],
    "Policies": [
        {
            "PolicyName": "Team",
            "Arn": f"{ACCOUNT}:policy/Team",
            "DefaultVersionId": "v2",
            "PolicyVersionList": [
                {"VersionId": "v1", "Document": policy("iam:*"), "IsDefaultVersion": False},
                {"VersionId": "v2", "Document": policy("kms:Decrypt"), "IsDefaultVersion": True},
            ],
        }
    ],
}


def encoded(value: object) -> object:
    """As the API itself answers: each document percent-encoded."""
    if isinstance(value, dict):
        return {
            k: quote(json.dumps(v), safe="") if k.endswith("Document") else encoded(v)
            for k, v in value.items()
        }
    return [encoded(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(params=["decoded", "percent-encoded"])
def roles(request, tmp_path):
    details = DETAILS if request.param == "decoded" else encoded(DETAILS)
    (tmp_path / "account.json").write_text(json.dumps(details))
    model = model_of((tmp_path,), Options())
    assert model.estate.failures == ()
    return model.graph.roles


def actions(role) -> set[str]:
    return {a.text for p in role.identity for s in p.statements for a in s.actions}


def test_a_role_has_its_own_and_its_managed_policies_in_their_version_in_force(roles):
    role = roles[f"{ACCOUNT}:role/ml/run"]
    assert {"logs:*", "kms:Decrypt", "s3:Get*"} <= actions(role)
    assert "iam:*" not in actions(role)
    assert (role.path, role.held) == ("/ml/", True)
    assert role.trust is not None
    assert [a.text for a in role.boundary.statements[0].actions] == ["kms:Decrypt"]


def test_a_user_has_the_policies_of_its_groups(roles):
    user = roles[f"{ACCOUNT}:user/ann"]
    assert actions(user) == {"s3:Get*", "ecr:*", "kms:Decrypt"}
    assert user.trust is None


def loaded(tmp_path, details):
    (tmp_path / "account.json").write_text(json.dumps(details))
    return model_of((tmp_path,), Options())


def test_a_group_that_is_not_there_leaves_its_policies_unknown(tmp_path):
    model = loaded(tmp_path, {**DETAILS, "GroupDetailList": []})
    user = model.graph.roles[f"{ACCOUNT}:user/ann"]
    assert (user.held, user.absent) == (False, "policies of group scientists")


def test_a_policy_that_cannot_be_read_is_a_failure_and_leaves_the_rest_unknown(tmp_path):
    broken = json.loads(json.dumps(DETAILS))
    broken["RoleDetailList"][0]["RolePolicyList"][0]["PolicyDocument"] = "{"
    model = loaded(tmp_path, broken)
    assert len(model.estate.failures) == 1
    assert not model.graph.roles[f"{ACCOUNT}:role/ml/run"].held
