"""What must not be, asked with patterns: an access that the estate holds is found, whatever policy gives it."""

from __future__ import annotations

import json

import pytest

from xacct_guard.iam.decision import Verdict
from xacct_guard.model import untraced
from xacct_guard.options import Options
from xacct_guard.rule.facts import Facts
from xacct_guard.rule.worst import worst

HOME = "111111111111"
TRAIN, ADMIN = (f"arn:aws:iam::{HOME}:role/{name}" for name in ("Train", "Admin"))


def policy(**statement):
    statements = [{"Effect": "Allow", **statement}] if statement else []
    return {"Version": "2012-10-17", "Statement": statements}


def role(name, trusted, **identity):
    trust = policy(Principal=trusted, Action="sts:AssumeRole")
    properties = {"RoleName": name, "AssumeRolePolicyDocument": trust}
    if identity:
        properties["Policies"] = [{"PolicyName": "p", "PolicyDocument": policy(**identity)}]
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def facts_of(folder, resources, rcps=None):
    home = {"id": HOME, "regions": ["us-east-1"]}
    if rcps:
        home["controls"] = {"rcps": [["rcps.json"]]}
        (folder / "rcps.json").write_text(json.dumps(rcps))
    stack = {"name": "home", "template": "home.json", "account": "home"}
    (folder / "home.json").write_text(json.dumps({"Resources": resources}))
    config = {"accounts": {"home": home}, "stacks": [stack]}
    (folder / "xacct-guard.yaml").write_text(json.dumps(config))
    model = untraced((folder,), Options())
    assert not model.failures
    return Facts(model.graph, ())


def verdict_on(facts, action, resource):
    return worst(facts.question(TRAIN, action, resource), facts).verdict


LAMBDA = {"Service": "lambda.amazonaws.com"}
ALONE = {"Train": role("Train", LAMBDA)}
LET_IN = {
    **ALONE,
    "Admin": role("Admin", {"AWS": TRAIN}),
    "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "ml"}},
    "Door": {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": "ml",
            "PolicyDocument": policy(
                Principal={"AWS": TRAIN}, Action="s3:GetObject", Resource="arn:aws:s3:::ml/a/*"
            ),
        },
    },
    "Key": {
        "Type": "AWS::KMS::Key",
        "Properties": {
            "KeyPolicy": policy(Principal={"AWS": TRAIN}, Action="kms:Decrypt", Resource="*")
        },
    },
}


@pytest.mark.parametrize(
    "action, resource",
    [
        ("s3:GetObject", "arn:aws:s3:::ml*"),
        ("s3:GetObject", "arn:aws:s3:::m?/*"),
        ("s3:*", "arn:aws:s3:::*/a/secret"),
        ("s3:GetObject", "*"),
        ("kms:Decrypt", f"arn:aws:kms:us-east-1:{HOME}:key/*"),
        ("kms:*", "*"),
        ("sts:AssumeRole", f"arn:aws:iam::{HOME}:role/*"),
        ("*", ADMIN),
        ("sts:*", "*"),
    ],
)
def test_a_policy_that_lets_in_by_itself_is_found_behind_a_pattern(action, resource, tmp_path):
    assert verdict_on(facts_of(tmp_path, LET_IN), action, resource) is Verdict.ALLOW


@pytest.mark.parametrize(
    "action, resource", [("s3:PutObject", "*"), ("s3:*", "arn:aws:s3:::ml/b/*"), ("sqs:*", "*")]
)
def test_what_nothing_lets_in_is_proved(action, resource, tmp_path):
    assert verdict_on(facts_of(tmp_path, LET_IN), action, resource).denied


def test_of_what_nobody_holds_the_policy_is_not_taken_for_a_denial(tmp_path):
    facts = facts_of(tmp_path, ALONE)
    assert verdict_on(facts, "s3:GetObject", "arn:aws:s3:::ml*") is Verdict.UNKNOWN


@pytest.mark.parametrize("resource", ["arn:aws:s3:::partner/*", "arn:aws:s3:::partner/x"])
def test_control_policies_on_resources_prove_nothing_of_what_others_may_own(resource, tmp_path):
    able = {"Train": role("Train", LAMBDA, Action="s3:*", Resource="*")}
    kept = policy(Principal="*", Action="s3:*", Resource="*")
    kept["Statement"][0]["Effect"] = "Deny"
    facts = facts_of(tmp_path, able, rcps=kept)
    assert verdict_on(facts, "s3:GetObject", resource) is Verdict.UNKNOWN
