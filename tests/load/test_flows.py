"""Flows: what somebody does step by step is decided like what a pipeline does."""

from __future__ import annotations

import json
from pathlib import Path

from xacct_guard.run import Options, check
from xacct_guard.verdicts import Report

JENKINS = "arn:aws:iam::111111111111:role/jenkins"
DEPLOY = "arn:aws:iam::222222222222:role/deploy"
HEAD = """
accounts:
  jenkins: {id: "111111111111", regions: [us-east-1]}
  live: {id: "222222222222", regions: [us-east-1]}
"""
ATTACHED = f"""
policies:
  - {{document: may-assume.json, attached_to: "{JENKINS}", account: jenkins}}
  - {{document: trust.json, attached_to: "{DEPLOY}", account: live}}
  - {{document: work.json, attached_to: "{DEPLOY}", account: live}}
"""
STEPS = f"""
flows:
  - name: jenkins-deploys
    account: jenkins
    principal: "{JENKINS}"
    steps:
      - {{call: assume-role, role: "{DEPLOY}"}}
      - {{call: "sagemaker:CreateEndpoint", resource: "arn:aws:sagemaker:us-east-1:222222222222:endpoint/*"}}
"""


def statement(**said: object) -> str:
    allow = {"Effect": "Allow", **said}
    return json.dumps({"Version": "2012-10-17", "Statement": [allow]})


TRUST = statement(Action="sts:AssumeRole", Principal={"AWS": JENKINS})
DOCUMENTS = {
    "may-assume": statement(Action="sts:AssumeRole", Resource=DEPLOY),
    "trust": TRUST,
    "work": statement(Action="sagemaker:CreateEndpoint", Resource="*"),
}


def run(folder: Path, flows: str = STEPS, attached: str = ATTACHED, **documents: str) -> Report:
    for name, text in (DOCUMENTS | {k.replace("_", "-"): v for k, v in documents.items()}).items():
        (folder / f"{name}.json").write_text(text)
    (folder / "xacct-guard.yaml").write_text(HEAD + attached + flows)
    return check((folder,), Options()).report


def hops(report: Report) -> list[tuple[str, str, str]]:
    return [
        (hop.principal, hop.action, hop.verdict)
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for action in stage.actions
        for hop in action.hops
    ]


def test_a_flow_is_reported_as_a_pipeline_of_its_name(tmp_path):
    report = run(tmp_path)
    assert report.failures == ()
    (flow,) = report.pipelines
    assert (flow.name, flow.verdict, flow.account) == ("jenkins-deploys", "allow", "111111111111")
    assert [action.name for action in flow.stages[0].actions] == ["as deploy"]


def test_after_a_role_is_taken_on_the_steps_are_made_as_that_role(tmp_path):
    assert hops(run(tmp_path)) == [
        (JENKINS, "sts:AssumeRole", "allow"),
        (DEPLOY, "sagemaker:CreateEndpoint", "allow"),
    ]


def test_a_role_that_does_not_trust_the_principal_is_not_taken_on(tmp_path):
    stranger = TRUST.replace("role/jenkins", "role/other")
    assert hops(run(tmp_path, trust=stranger))[0][2] == "implicit_deny"


def test_steps_before_a_role_is_taken_on_are_a_pipeline_action_of_their_own(tmp_path):
    before = '      - {call: "s3:ListAllMyBuckets"}\n'
    flows = STEPS.replace("    steps:\n", f"    steps:\n{before}")
    (flow,) = run(tmp_path, flows).pipelines
    assert [(a.name, a.verdict) for a in flow.stages[0].actions] == [
        ("calls", "deny"),
        ("as deploy", "allow"),
    ]


def test_whether_a_person_has_a_second_factor_is_not_known_unless_said(tmp_path):
    mfa = json.loads(TRUST)
    mfa["Statement"][0]["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert hops(run(tmp_path, trust=json.dumps(mfa)))[0][2] == "unknown"
    said = f'role: "{DEPLOY}", context: {{"aws:MultiFactorAuthPresent": "true"}}'
    flows = STEPS.replace(f'role: "{DEPLOY}"', said)
    assert hops(run(tmp_path, flows, trust=json.dumps(mfa)))[0][2] == "allow"


def test_a_principal_that_is_not_held_leaves_the_answer_open(tmp_path):
    report = run(
        tmp_path,
        attached=ATTACHED.replace(f'attached_to: "{JENKINS}"', f'attached_to: "{JENKINS}2"'),
    )
    assert hops(report)[0][2] == "unknown"


def test_a_flow_takes_values_of_stacks(tmp_path):
    (tmp_path / "live.yaml").write_text(
        "AWSTemplateFormatVersion: '2010-09-09'\n"
        "Resources:\n  Data: {Type: AWS::S3::Bucket, Properties: {BucketName: data-live}}\n"
    )
    flows = f"""
stacks: [{{name: live, template: live.yaml, account: live}}]
flows:
  - name: read
    account: live
    principal: "{DEPLOY}"
    steps: [{{call: "s3:GetObject", resource: "${{stacks.live.resources.Data.Arn}}/x"}}]
"""
    report = run(tmp_path, flows)
    action = report.pipelines[0].stages[0].actions[0]
    assert action.hops[0].resource == "arn:aws:s3:::data-live/x"


def test_a_principal_that_is_no_arn_is_one_clear_failure(tmp_path):
    (failure,) = run(
        tmp_path, STEPS.replace(f'principal: "{JENKINS}"', "principal: jenkins")
    ).failures
    assert "`jenkins` is not the ARN of a principal" in failure.message
