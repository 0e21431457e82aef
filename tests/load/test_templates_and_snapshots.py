"""Templates beside a snapshot of the rest: what both describe is what the templates say, once, and said."""

from __future__ import annotations

import json

import pytest

from tests.load.written import OWN, REGION, ROLE, Written, allow
from xacct_guard.naming import principal_named
from xacct_guard.question import Circumstances, Question, ask
from xacct_guard.run import Options, check, model_of

OBJECT = "arn:aws:s3:::data/object"
CONFIG = f"""accounts: {{data: {{id: "{OWN}", regions: [{REGION}]}}}}
stacks: [{{name: data, template: data.yaml, account: data}}]
snapshots: [live/snapshot.sqlite]
"""
BUCKET = """Resources:
  Data: {Type: 'AWS::S3::Bucket', Properties: {BucketName: data}}
"""
POLICY = """  Guard:
    Type: AWS::S3::BucketPolicy
    Properties: {Bucket: !Ref Data, PolicyDocument: %s}
"""
OTHER_BUCKET = BUCKET.replace("data", "other")


@pytest.fixture
def live(tmp_path):
    (tmp_path / "live").mkdir()
    written = Written(tmp_path / "live")
    written.role()
    (tmp_path / "xacct-guard.yaml").write_text(CONFIG)
    return written


def modelled(live: Written, template: str):
    live.file()
    folder = live.folder.parent
    (folder / "data.yaml").write_text(template)
    return model_of((), Options(config=folder / "xacct-guard.yaml"))


def verdict(model) -> str:
    known = Circumstances({"aws:securetransport": "true"})
    asked = Question(principal_named(ROLE, model.graph), "s3:GetObject", OBJECT, known)
    return ask(asked, model.graph).decision.verdict


def policy(action: str) -> str:
    return POLICY % json.dumps(allow(ROLE, action, "arn:aws:s3:::data/*"))


OPEN, SHUT = (
    allow(ROLE, action, "arn:aws:s3:::data/*") for action in ("s3:GetObject", "s3:PutObject")
)
CASES = {
    "the template takes away what is there": (SHUT, OPEN, "implicit_deny"),
    "the template allows what is not there yet": (OPEN, SHUT, "allow"),
    "the template says nothing of the policy that is there": (None, OPEN, "allow"),
    "nobody allows it": (None, None, "implicit_deny"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_both_describe_is_what_the_template_says(live, case):
    written, there, expected = CASES[case]
    live.bucket(policy=there)
    guard = POLICY % json.dumps(written) if written else ""
    model = modelled(live, BUCKET + guard)
    assert verdict(model) == expected
    assert len(model.graph.of_type("s3:bucket")) == 1
    (told,) = [a for a in model.estate.assumptions if "as the templates" in a.assumed]
    assert told.about == "arn:aws:s3:::data"
    assert "snapshot.sqlite" in told.because


def test_what_only_one_describes_is_there_and_nothing_is_said(live):
    live.bucket(policy=OPEN)
    model = modelled(live, OTHER_BUCKET)
    assert {each.name for each in model.graph.of_type("s3:bucket")} == {"data", "other"}
    assert verdict(model) == "allow"
    assert not [a for a in model.estate.assumptions if "as the templates" in a.assumed]


def test_nothing_is_found_twice(live):
    live.bucket(policy=allow("*", "s3:GetObject", "arn:aws:s3:::data/*"))
    anyone = json.dumps(allow("*", "s3:GetObject", "arn:aws:s3:::data/*"))
    blocked = "PublicAccessBlockConfiguration: {BlockPublicPolicy: false}"
    bucket = BUCKET.replace("BucketName: data", f"BucketName: data, {blocked}")
    modelled(live, bucket + POLICY % anyone)
    options = Options(config=live.folder.parent / "xacct-guard.yaml")
    report = check((), options).report
    found = [each for each in report.findings if each.rule == "public-access"]
    assert [each.at.source.name.endswith("data.yaml") for each in found] == [True]
    about = (each.at.address for each in report.findings if each.at and each.at.address)
    assert not any("s3:bucket" in address for address in about)


def test_a_snapshot_that_is_named_and_not_there_is_a_failure(live):
    model = modelled(live, BUCKET)
    (live.folder / "snapshot.sqlite").unlink()
    (failure,) = model_of((), Options(config=live.folder.parent / "xacct-guard.yaml")).failures
    assert "live/snapshot.sqlite" in failure.message and failure.at.line == 3
    assert not model.failures


def test_what_is_named_and_no_snapshot_is_a_failure(live):
    modelled(live, BUCKET)
    (live.folder / "snapshot.sqlite").write_text("Resources: {}")
    (failure,) = model_of((), Options(config=live.folder.parent / "xacct-guard.yaml")).failures
    assert "not a snapshot" in failure.message
