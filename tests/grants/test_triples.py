"""How many triples of principal, action and class of resource policies allow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from xacct_guard.cli import main
from xacct_guard.grants.alone import alone
from xacct_guard.grants.generate import generate
from xacct_guard.grants.narrowing import beside, narrowing, smaller_by
from xacct_guard.grants.triples import classes_of, triples_of
from xacct_guard.run import Model, Options, model_of

SYSTEMS = Path(__file__).parents[2] / "fixtures/systems"
HOME = "111111111111"
ROLE = f"arn:aws:iam::{HOME}:role/worker"
STORE, KEY = "arn:aws:s3:::store", f"arn:aws:kms:us-east-1:{HOME}:key/1"


def loaded(folder: Path) -> Model:
    return model_of((folder,), Options(config=folder / "xacct-guard.yaml"))


def counted(folder: Path, *statements: dict[str, object], to: str = ROLE) -> dict[str, int]:
    """How broad a policy with these statements is, in an estate of two buckets and a topic."""
    declared = {
        "Store": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "store"}},
        "Other": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "other"}},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "news"}},
    }
    (folder / "estate.yaml").write_text(yaml.safe_dump({"Resources": declared}))
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    (folder / "policy.json").write_text(json.dumps(document))
    config = {
        "accounts": {"home": {"id": HOME, "regions": ["us-east-1"]}},
        "stacks": [{"name": "estate", "template": "estate.yaml", "account": "home"}],
        "policies": [{"document": "policy.json", "attached_to": to, "account": "home"}],
    }
    (folder / "xacct-guard.yaml").write_text(yaml.safe_dump(config))
    model = loaded(folder)
    assert not model.failures
    found = triples_of(model.graph, classes_of(model.graph, model.paths))
    return {who: len(pairs) for who, pairs in found.items()}


@pytest.mark.parametrize(
    ("action", "resource", "triples"),
    [
        pytest.param("s3:GetObject", f"{STORE}/k", 1, id="one action on one object"),
        pytest.param("s3:GetObject", f"{STORE}/*", 2, id="the bucket's objects, and others"),
        pytest.param("s3:GetObject", "*", 3, id="the objects of both buckets, and others"),
        pytest.param("s3:ListBucket", "*", 3, id="both buckets, and others"),
        pytest.param("s3:ListBucket", STORE, 1, id="a bucket"),
        pytest.param("s3:GetObject", STORE, 0, id="objects are not in the name of a bucket"),
        pytest.param(
            "s3:?etObjectRetention", f"{STORE}/k", 1, id="the one action that a pattern covers"
        ),
        pytest.param("s3:*LegalHold", f"{STORE}/k", 2, id="each action that a pattern covers"),
        pytest.param("sns:Publish", "arn:aws:sns:*:*:*", 2, id="the topic, and others"),
        pytest.param("s3:ListAllMyBuckets", "*", 1, id="an action without resource type"),
        pytest.param("s3:ListAllMyBuckets", STORE, 0, id="which is on nothing else"),
    ],
)
def test_a_pattern_counts_as_all_it_covers_and_once_for_others(tmp_path, action, resource, triples):
    allow = {"Effect": "Allow", "Action": action, "Resource": resource}
    assert counted(tmp_path, allow).get(ROLE, 0) == triples


def test_what_two_statements_say_is_counted_once_and_a_deny_never(tmp_path):
    one = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{STORE}/k"}
    both = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"{STORE}/k"}
    deny = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    assert counted(tmp_path, one, both, deny) == {ROLE: 2}


def test_all_but_some_actions_are_far_more_than_some(tmp_path):
    allow = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    assert counted(tmp_path, allow)[ROLE] > 10_000


def test_a_resource_policy_counts_for_each_it_names(tmp_path):
    allow = {
        "Effect": "Allow",
        "Principal": {"AWS": ["222222222222", ROLE], "Service": "events.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"{STORE}/*",
    }
    assert counted(tmp_path, allow, to=STORE) == {
        "arn:aws:iam::222222222222:root": 2,
        ROLE: 2,
        "events.amazonaws.com": 2,
    }


def published_and_generated(name: str) -> tuple[int, int]:
    models = {state: loaded(SYSTEMS / name / state) for state in ("as-published", "corrected")}
    classes = tuple(
        dict.fromkeys(c for one in models.values() for c in classes_of(one.graph, one.paths))
    )
    mended = models["corrected"]
    policies = generate(mended.paths, mended.graph).policies
    rows = beside(
        triples_of(models["as-published"].graph, classes),
        triples_of(alone(mended.graph, policies), classes),
    )
    return sum(row.in_force for row in rows), sum(row.generated for row in rows)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("three-account-codepipeline", 90.0),
        ("enterprise-ml-platform", 80.0),
        ("promote-with-jenkins-terraform", 90.0),
        ("shared-model-registry", 90.0),
        ("single-account-events", 90.0),
    ],
)
def test_the_generated_set_of_a_system_is_far_smaller_than_the_published_one(name, least):
    part = smaller_by(*published_and_generated(name))
    assert part is not None
    assert part >= least


def test_only_what_gets_a_new_policy_is_compared():
    model = loaded(SYSTEMS / "three-account-codepipeline/corrected")
    policies = generate(model.paths, model.graph).policies
    (one,) = (each for each in policies if each.attached_to.endswith("ml-artifacts-111111111111"))
    named = {row.principal for row in narrowing(model.graph, model.paths, (one,))}
    assert len(named) == 4
    assert all(":role/" in who for who in named)


def test_each_principal_is_shown_on_stderr_where_everything_is_asked_for(capsys):
    folder = str(SYSTEMS / "three-account-codepipeline/corrected")
    assert main(["generate", folder]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert "triples of principal, action and class of resource: in force 1" in line
    assert main(["generate", folder, "--verbose"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) > 10
    assert all("generated" in one for one in lines)
