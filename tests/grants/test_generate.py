"""What is granted, on which side, under which conditions; and how it fits into the quotas of AWS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from xacct_guard.cli import main
from xacct_guard.grants.alone import alone
from xacct_guard.grants.document import size_of
from xacct_guard.grants.generate import generate
from xacct_guard.grants.prove import prove
from xacct_guard.run import Options, model_of

HOME, AWAY = "111111111111", "222222222222"
ROLE = f"arn:aws:iam::{HOME}:role/worker"
ALLOWING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetBucketAcl", "Resource": "*"}],
}


def estate(folder: Path, steps: list[Mapping[str, Any]]) -> Path:
    """A role of one account that makes these calls; a bucket and a topic of another."""
    of_bucket = {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": ROLE},
                "Action": "s3:GetBucketAcl",
                "Resource": "arn:aws:s3:::theirs",
            }
        ]
    }
    (folder / "identity.json").write_text(json.dumps(ALLOWING))
    (folder / "bucket.json").write_text(json.dumps(of_bucket))
    config = {
        "accounts": {"home": {"id": HOME, "regions": ["us-east-1"]}, "away": {"id": AWAY}},
        "policies": [
            {"document": "identity.json", "attached_to": ROLE, "account": "home"},
            {"document": "bucket.json", "attached_to": "arn:aws:s3:::theirs", "account": "away"},
        ],
        "flows": [{"name": "work", "account": "home", "principal": ROLE, "steps": list(steps)}],
    }
    (folder / "xacct-guard.yaml").write_text(yaml.safe_dump(config))
    return folder


def statements(folder: Path) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    """The generated statements, by the kind of policy and what carries it."""
    model = model_of((folder,), Options())
    found = generate(model.paths, model.graph)
    return {
        (one.kind.value, one.attached_to): [dict(line.written) for line in one.lines]
        for one in found.policies
    }


def granted(those: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for one in those if one["Effect"] == "Allow"]


def test_across_accounts_both_sides_are_written_and_at_home_one(tmp_path):
    calls = [
        {"call": "s3:GetObject", "resource": "arn:aws:s3:::theirs/k"},
        {"call": "sqs:SendMessage", "resource": f"arn:aws:sqs:us-east-1:{HOME}:q"},
    ]
    found = statements(estate(tmp_path, calls))
    assert set(found) == {("identity", ROLE), ("resource", "arn:aws:s3:::theirs")}
    (of_bucket,) = granted(found["resource", "arn:aws:s3:::theirs"])
    assert of_bucket["Principal"] == {"AWS": ROLE}
    assert of_bucket["Resource"] == "arn:aws:s3:::theirs/k"
    assert [one["Action"] for one in found["identity", ROLE]] == ["s3:GetObject", "sqs:SendMessage"]


def test_a_key_names_who_uses_it_and_keeps_an_administrator(tmp_path):
    key = f"arn:aws:kms:us-east-1:{HOME}:key/11111111-2222-4333-8444-555555555555"
    found = statements(estate(tmp_path, [{"call": "kms:Decrypt", "resource": key}]))
    assert set(found) == {("resource", key)}
    administer, use = found["resource", key]
    assert administer["Principal"] == {"AWS": f"arn:aws:iam::{HOME}:root"}
    assert not {"kms:Decrypt", "kms:*"} & set(administer["Action"])
    assert (use["Principal"], use["Action"], use["Resource"]) == ({"AWS": ROLE}, "kms:Decrypt", "*")


def test_what_one_statement_says_no_other_says_again(tmp_path):
    calls = [
        {"call": "s3:GetObject", "resource": "arn:aws:s3:::mine/*"},
        {"call": "s3:GetObject", "resource": "arn:aws:s3:::mine/k"},
        {"call": "s3:PutObject", "resource": "arn:aws:s3:::mine/k"},
    ]
    said = {
        (one["Action"], one["Resource"])
        for one in statements(estate(tmp_path, calls))["identity", ROLE]
    }
    assert said == {
        ("s3:GetObject", "arn:aws:s3:::mine/*"),
        ("s3:PutObject", "arn:aws:s3:::mine/k"),
    }


@pytest.mark.nightly
def test_a_long_policy_is_split_into_managed_ones_that_are_sufficient_together(tmp_path):
    calls = [
        {
            "call": "s3:GetObject",
            "resource": f"arn:aws:s3:::bucket-with-a-long-name-{number:03}/some/key",
        }
        for number in range(300)
    ]
    model = model_of((estate(tmp_path, calls),), Options())
    found = generate(model.paths, model.graph)
    assert [one.part for one in found.policies] == list(range(1, len(found.policies) + 1))
    assert len(found.policies) > 1
    assert all(size_of(one.document) <= 6_144 for one in found.policies)
    assert found.warnings == ()
    assert prove(alone(model.graph, found.policies), necessary=False).lacking == ()


def test_more_managed_policies_than_a_role_may_have_are_said(tmp_path):
    calls = [
        {"call": "s3:GetObject", "resource": f"arn:aws:s3:::bucket-{number:04}/{'a' * 200}"}
        for number in range(300)
    ]
    model = model_of((estate(tmp_path, calls),), Options())
    (warning,) = generate(model.paths, model.graph).warnings
    assert "managed policies" in warning


def test_each_policy_is_a_file_of_its_account(tmp_path, monkeypatch, capsys):
    estate(tmp_path, [{"call": "s3:GetObject", "resource": "arn:aws:s3:::theirs/k"}])
    monkeypatch.chdir(tmp_path)
    assert main(["generate", "--into", "out"]) == 0
    index = json.loads((tmp_path / "out/index.json").read_text())
    files = {one["file"] for one in index["policies"]}
    assert files == {f"{HOME}/identity-worker.json", f"{AWAY}/resource-theirs.json"}
    for one in index["policies"]:
        assert json.loads((tmp_path / "out" / one["file"]).read_text()) == one["document"]
    assert json.loads(capsys.readouterr().out)["policies"] == index["policies"]


@pytest.mark.parametrize("role", ["sagemaker", "codepipeline"])
def test_only_a_service_that_tells_for_whom_it_comes_is_asked(role):
    folder = Path(__file__).parents[2] / "fixtures/systems/three-account-codepipeline/corrected"
    asked = [
        "Condition" in one
        for (kind, _), those in statements(folder).items()
        if kind == "trust"
        for one in those
        if one["Principal"] == {"Service": f"{role}.amazonaws.com"}
    ]
    assert asked
    assert set(asked) == {role == "sagemaker"}
