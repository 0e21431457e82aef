"""The `policies:` section: a loose document counts where the configuration attaches it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xacct_guard.run import Options, check, model_of

ROLE = "arn:aws:iam::222222222222:role/ml/reader"
BUCKET = "arn:aws:s3:::models"
ACCOUNTS = """
accounts:
  data: {id: "111111111111", regions: [us-east-1]}
  train: {id: "222222222222", regions: [us-east-1]}
"""
READS = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}
LETS_IN = {**READS, "Principal": {"AWS": ROLE}}
TRUST = {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": {"AWS": "arn:aws:iam::111111111111:role/jenkins"},
}
FLOW = f"""
flows:
  - name: read a model
    account: train
    principal: "{ROLE}"
    steps: [{{call: "s3:GetObject", resource: "{BUCKET}/model.tar.gz"}}]
"""


def policy(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def verdict(folder: Path, policies: str, **files: str) -> tuple[str, list[str]]:
    for name, text in files.items():
        (folder / f"{name}.json").write_text(text)
    config = folder / "xacct-guard.yaml"
    config.write_text(f"{ACCOUNTS}{FLOW}policies:\n{policies}")
    report = check((folder,), Options(config=config)).report
    return report.pipelines[0].verdict, [failure.message for failure in report.failures]


def on(name: str, target: str, account: str = "train", rest: str = "") -> str:
    said = f"document: {name}.json, attached_to: '{target}', account: {account}{rest}"
    return f"  - {{{said}}}\n"


BOTH = on("reads", ROLE) + on("lets_in", BUCKET, "data")
DOCUMENTS = {"reads": policy(READS), "lets_in": policy(LETS_IN)}


def test_both_sides_of_a_request_may_be_loose_documents(tmp_path):
    assert verdict(tmp_path, BOTH, **DOCUMENTS) == ("allow", [])


def test_a_resource_policy_alone_does_not_reach_into_another_account(tmp_path):
    nothing = policy({**READS, "Action": "s3:ListBucket", "Resource": BUCKET})
    assert verdict(tmp_path, BOTH, **DOCUMENTS | {"reads": nothing}) == ("deny", [])


def test_what_is_not_attached_has_no_say(tmp_path):
    assert verdict(tmp_path, on("reads", ROLE), **DOCUMENTS)[0] == "unknown"


def test_a_role_of_which_only_the_trust_is_given_is_not_taken_for_empty(tmp_path):
    policies = on("trust", ROLE) + on("lets_in", BUCKET, "data")
    assert verdict(tmp_path, policies, **DOCUMENTS, trust=policy(TRUST))[0] == "unknown"


def test_a_boundary_takes_away(tmp_path):
    nothing = policy({**READS, "Action": "kms:*"})
    boundary = on("boundary", ROLE, rest=", kind: boundary")
    assert verdict(tmp_path, BOTH + boundary, **DOCUMENTS, boundary=nothing)[0] == "deny"


@pytest.mark.parametrize("unit", ["222222222222", "train", "ou-ab12-11111111", "r-ab12"])
def test_a_control_policy_stands_above_the_account_it_is_said_for(tmp_path, unit):
    deny = policy({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})
    assert verdict(tmp_path, BOTH + on("scp", unit), **DOCUMENTS, scp=deny)[0] == "deny"


def test_control_policies_that_only_deny_stand_beside_the_one_that_allows_all(tmp_path):
    deny = policy({"Effect": "Deny", "Action": "ec2:*", "Resource": "*"})
    assert verdict(tmp_path, BOTH + on("scp", "train"), **DOCUMENTS, scp=deny)[0] == "allow"


def test_a_resource_control_policy_is_told_by_its_principal(tmp_path):
    deny = policy({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"})
    rcp = on("rcp", "data", "data")
    assert verdict(tmp_path, BOTH + rcp, **DOCUMENTS, rcp=deny)[0] == "deny"


def test_a_managed_policy_of_aws_is_attached_by_its_arn(tmp_path):
    managed = (
        '  - {document: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", '
        f"attached_to: '{ROLE}', account: train}}\n"
    )
    policies = managed + on("lets_in", BUCKET, "data")
    assert verdict(tmp_path, policies, lets_in=DOCUMENTS["lets_in"]) == ("allow", [])


def test_a_path_is_part_of_the_role(tmp_path):
    verdict(tmp_path, BOTH, **DOCUMENTS)
    graph = model_of((tmp_path,), Options(config=tmp_path / "xacct-guard.yaml")).graph
    assert (graph.roles[ROLE].path, graph.roles[ROLE].name) == ("/ml/", "reader")


def test_that_a_role_has_what_the_configuration_lists_is_an_assumption(tmp_path):
    verdict(tmp_path, BOTH, **DOCUMENTS)
    report = check((tmp_path,), Options(config=tmp_path / "xacct-guard.yaml")).report
    assert f"identity policies of {ROLE}" in [each.about for each in report.assumptions]


WRONG = {
    "nothing that a policy": on("reads", "the bucket"),
    "there is no policy kind `identty`": on("reads", ROLE, rest=", kind: identty"),
    "cannot be attached to": on("reads", BUCKET, rest=", kind: identity"),
    "no file `other.json`": on("other", ROLE),
    "is not a policy document": on("no_policy", ROLE),
    "unknown account `tran`": on("reads", ROLE, "tran"),
}


@pytest.mark.parametrize("message", WRONG)
def test_an_entry_that_makes_no_sense_is_one_clear_failure(tmp_path, message):
    documents = DOCUMENTS | {"no_policy": '{"Rules": []}'}
    (failure,) = verdict(tmp_path, WRONG[message], **documents)[1]
    assert message in failure
