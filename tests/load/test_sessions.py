"""What a flow says of its sessions, of where it stands and of what it starts decides what it may."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from xacct_guard.run import Options, check
from xacct_guard.verdicts import HopVerdict, Report

HOME, AWAY, REGION = "111111111111", "222222222222", "us-east-1"
JENKINS = f"arn:aws:iam::{HOME}:role/jenkins"
DEPLOY = f"arn:aws:iam::{AWAY}:role/deploy"
LIVE = f"arn:aws:iam::{AWAY}:role/live"
ENDPOINT = f"arn:aws:sagemaker:{REGION}:{AWAY}:endpoint/e"
TAKES = {"call": "assume-role", "role": DEPLOY}
LOOKS = {"call": "sagemaker:DescribeEndpoint", "resource": ENDPOINT}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]}
    )


def when(operator: str, key: str, value: str) -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


def run(
    folder: Path,
    steps: list[dict[str, Any]],
    trust: tuple[dict[str, Any], ...] = (),
    work: tuple[dict[str, Any], ...] = (),
    **flow: Any,
) -> Report:
    may = {"Action": "sts:*", "Resource": "*"}
    documents = {
        "jenkins": policy(may, {"Action": ["s3:*", "dynamodb:*", "states:*"], "Resource": "*"}),
        "trust": policy(*(trust or ({"Action": "sts:AssumeRole", "Principal": {"AWS": JENKINS}},))),
        "work": policy(*(work or ({"Action": "*", "Resource": "*"},))),
        "chain": policy({"Action": "sts:*", "Principal": {"AWS": DEPLOY}}),
    }
    for name, text in documents.items():
        (folder / f"{name}.json").write_text(text)
    attached = [
        ("jenkins", JENKINS),
        ("trust", DEPLOY),
        ("work", DEPLOY),
        ("chain", LIVE),
        ("work", LIVE),
    ]
    one = {"name": "release", "account": "home", "principal": JENKINS, "steps": steps, **flow}
    configuration = {
        "accounts": {
            "home": {"id": HOME, "regions": [REGION]},
            "away": {"id": AWAY, "regions": [REGION]},
        },
        "policies": [
            {
                "document": f"{name}.json",
                "attached_to": to,
                "account": "home" if to == JENKINS else "away",
            }
            for name, to in attached
        ],
        "flows": [one],
    }
    (folder / "xacct-guard.yaml").write_text(yaml.safe_dump(configuration))
    return check((folder,), Options()).report


def hops(report: Report) -> list[HopVerdict]:
    assert report.failures == ()
    paths = (path for path in report.pipelines if path.name == "release")
    return [hop for path in paths for stage in path.stages for a in stage.actions for hop in a.hops]


def outcomes(report: Report) -> list[tuple[str, str]]:
    return [(hop.action, hop.outcome) for hop in hops(report)]


def trusts(action: Any, **more: Any) -> dict[str, Any]:
    return {"Action": action, "Principal": {"AWS": JENKINS}, **more}


EXTERNAL = when("StringEquals", "sts:ExternalId", "x")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"external_id": "x"}, "allow"),
        ({"external_id": "y"}, "deny"),
        ({"external_id": ""}, "deny"),
        ({}, "unknown"),
    ],
)
def test_an_external_id_is_sent_as_said(tmp_path, said, outcome):
    found = run(tmp_path, [TAKES | said], (trusts("sts:AssumeRole", **EXTERNAL),))
    assert outcomes(found) == [("sts:AssumeRole", outcome)]


TAGGED = {**TAKES, "tags": {"Project": "churn"}}
BY_TAG = {
    "Action": "sagemaker:*",
    "Resource": "*",
    **when("StringEquals", "aws:PrincipalTag/Project", "churn"),
}


@pytest.mark.parametrize(
    ("actions", "outcome"),
    [("sts:AssumeRole", "deny"), (["sts:AssumeRole", "sts:TagSession"], "allow")],
)
def test_tagging_a_session_takes_a_right_of_its_own(tmp_path, actions, outcome):
    found = run(tmp_path, [TAGGED], (trusts(actions),))
    assert outcomes(found) == [("sts:AssumeRole", "allow"), ("sts:TagSession", outcome)]


@pytest.mark.parametrize(("tags", "outcome"), [("churn", "allow"), ("other", "deny")])
def test_a_session_has_the_tags_it_was_given(tmp_path, tags, outcome):
    steps = [{**TAKES, "tags": {"Project": tags}}, LOOKS]
    found = run(tmp_path, steps, (trusts("sts:*"),), (BY_TAG,))
    assert outcomes(found)[-1] == ("sagemaker:DescribeEndpoint", outcome)


def test_tags_go_on_to_the_role_taken_on_from_the_session(tmp_path):
    steps = [TAGGED, {"call": "assume-role", "role": LIVE}, LOOKS]
    found = run(tmp_path, steps, (trusts("sts:*"),), ({"Action": "sts:*", "Resource": "*"}, BY_TAG))
    assert outcomes(found)[-1] == ("sagemaker:DescribeEndpoint", "allow")


@pytest.mark.parametrize(
    ("actions", "outcome"),
    [("sts:AssumeRole", "deny"), (["sts:AssumeRole", "sts:SetSourceIdentity"], "allow")],
)
def test_naming_who_stands_behind_a_session_takes_a_right_of_its_own(tmp_path, actions, outcome):
    found = run(tmp_path, [{**TAKES, "source_identity": "ada"}], (trusts(actions),))
    assert outcomes(found)[-1] == ("sts:SetSourceIdentity", outcome)


@pytest.mark.parametrize(("seconds", "outcome"), [(3600, "allow"), (7200, "deny")])
def test_a_role_taken_on_by_way_of_another_is_given_for_an_hour(tmp_path, seconds, outcome):
    steps = [
        {**TAKES, "duration": 43200},
        {"call": "assume-role", "role": LIVE, "duration": seconds},
    ]
    found = outcomes(run(tmp_path, steps))
    assert found == [("sts:AssumeRole", "allow"), ("sts:AssumeRole", outcome)]


def test_the_global_endpoint_of_sts_is_in_one_region(tmp_path):
    there = (trusts("sts:AssumeRole", **when("StringEquals", "aws:RequestedRegion", "us-east-1")),)
    assert outcomes(run(tmp_path, [TAKES], there))[0][1] == "allow"
    assert outcomes(run(tmp_path, [TAKES], there, region="eu-west-1"))[0][1] == "deny"
    by_the_global = [{**TAKES, "region": "us-east-1"}]
    assert outcomes(run(tmp_path, by_the_global, there, region="eu-west-1"))[0][1] == "allow"


FROM_VPC = (trusts("sts:AssumeRole", **when("StringEquals", "aws:SourceVpc", "vpc-1")),)


@pytest.mark.parametrize(("network", "outcome"), [({}, "unknown"), ({"network": "public"}, "deny")])
def test_from_where_a_flow_calls_is_not_presumed(tmp_path, network, outcome):
    assert outcomes(run(tmp_path, [TAKES], FROM_VPC, **network))[0][1] == outcome


@pytest.mark.parametrize("network", ["vpc-1", {"vpc": "vpc-1", "subnets": ["subnet-1"]}])
def test_a_flow_in_a_vpc_calls_through_its_endpoint(tmp_path, network):
    run(tmp_path, [TAKES], FROM_VPC, network=network)
    declared = {
        "account": "home",
        "vpc": "vpc-1",
        "endpoints": [{"id": "vpce-1", "service": "sts"}],
    }
    file = tmp_path / "xacct-guard.yaml"
    file.write_text(f"{file.read_text()}\nnetwork: [{json.dumps(declared)}]\n")
    assert outcomes(check((tmp_path,), Options()).report)[0][1] == "allow"


def test_a_place_that_is_none_is_said_so(tmp_path):
    (failure,) = run(tmp_path, [TAKES], network="home").failures
    assert "no place" in failure.message


def test_a_step_does_one_thing(tmp_path):
    (failure,) = run(tmp_path, [{"role": DEPLOY}]).failures
    assert "`call`" in failure.message
    assert "`start`" in failure.message


MACHINE = f"""
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: machine
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{{Effect: Allow, Principal: {{Service: states.amazonaws.com}}, Action: "sts:AssumeRole"}}]
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: train
      RoleArn: "arn:aws:iam::{HOME}:role/machine"
      Definition: {{StartAt: a, States: {{a: {{Type: Succeed}}}}}}
"""


@pytest.mark.parametrize("named", ["train", f"arn:aws:states:{REGION}:{HOME}:stateMachine:train"])
def test_a_flow_starts_something_by_its_name_or_arn(tmp_path, named):
    (tmp_path / "machine.yaml").write_text(MACHINE)
    run(tmp_path, [{"start": named}])
    file = tmp_path / "xacct-guard.yaml"
    file.write_text(
        f"{file.read_text()}\nstacks: [{{name: m, template: machine.yaml, account: home}}]\n"
    )
    report = check((tmp_path,), Options()).report
    assert outcomes(report) == [("states:StartExecution", "allow"), ("sts:AssumeRole", "allow")]
    assert len(report.pipelines) == 1, "what the flow starts is told there, and nowhere else"


def test_a_name_that_nothing_has_is_unknown(tmp_path):
    (hop,) = hops(run(tmp_path, [{"start": "nothing"}]))
    assert hop.outcome == "unknown"
    assert "what `start: nothing` means" in hop.depends_on


STATE = {"bucket": "states", "key": "ml/terraform.tfstate", "region": REGION}
LOCK = "arn:aws:s3:::states/ml/terraform.tfstate.tflock"


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        pytest.param({}, set(), id="CI--119, 120"),
        pytest.param(
            {"use_lockfile": True},
            {("s3:PutObject", LOCK), ("s3:GetObject", LOCK), ("s3:DeleteObject", LOCK)},
            id="CI--121",
        ),
        pytest.param(
            {"dynamodb_table": "locks"},
            {
                (f"dynamodb:{verb}Item", f"arn:aws:dynamodb:{REGION}:{HOME}:table/locks")
                for verb in ("Get", "Put", "Delete")
            },
            id="CI--122",
        ),
        pytest.param(
            {"kms_key_id": f"arn:aws:kms:{REGION}:{HOME}:key/k"},
            {
                (f"kms:{verb}", f"arn:aws:kms:{REGION}:{HOME}:key/k")
                for verb in ("Decrypt", "GenerateDataKey")
            },
            id="CI--123",
        ),
    ],
)
def test_a_run_of_terraform_uses_its_state(tmp_path, more, wanted):
    *state, makes = hops(run(tmp_path, [{"call": "terraform", "parameters": {**STATE, **more}}]))
    always = {
        ("s3:ListBucket", "arn:aws:s3:::states"),
        ("s3:GetObject", "arn:aws:s3:::states/ml/terraform.tfstate"),
        ("s3:PutObject", "arn:aws:s3:::states/ml/terraform.tfstate"),
    }
    assert {(hop.action, hop.resource) for hop in state} == always | wanted
    assert "what Terraform makes in AWS" in makes.depends_on


def test_the_state_of_a_workspace_is_under_its_prefix(tmp_path):
    parameters = {**STATE, "workspace": "live"}
    found = hops(run(tmp_path, [{"call": "terraform", "parameters": parameters}]))
    assert "arn:aws:s3:::states/env:/live/ml/terraform.tfstate" in {hop.resource for hop in found}


def test_the_role_of_a_backend_uses_the_state_and_makes_nothing(tmp_path):
    parameters = {**STATE, "assume_role": {"role_arn": DEPLOY, "external_id": "x"}}
    takes, *state, makes = hops(run(tmp_path, [{"call": "terraform", "parameters": parameters}]))
    assert (takes.principal, takes.action, takes.resource) == (JENKINS, "sts:AssumeRole", DEPLOY)
    assert {hop.principal for hop in state} == {DEPLOY}
    assert makes.principal == JENKINS


def test_where_nobody_says_where_the_state_is_it_is_unknown(tmp_path):
    first, _ = hops(run(tmp_path, [{"call": "terraform"}]))
    assert "where the Terraform state is" in first.depends_on


@pytest.mark.parametrize(
    ("call", "parameters", "resource"),
    [
        ("s3:GetObject", {"Bucket": "b", "Key": "k"}, "arn:aws:s3:::b/k"),
        (
            "states:StartExecution",
            {"StateMachineArn": f"arn:aws:states:{REGION}:{HOME}:stateMachine:m"},
            f"arn:aws:states:{REGION}:{HOME}:stateMachine:m",
        ),
        ("dynamodb:PutItem", {"TableName": "t"}, f"arn:aws:dynamodb:{REGION}:{HOME}:table/t"),
    ],
)
def test_parameters_tell_what_a_call_is_about(tmp_path, call, parameters, resource):
    first, *_ = hops(run(tmp_path, [{"call": call, "parameters": parameters}]))
    assert (first.action, first.resource) == (call, resource)


JENKINSFILE = """pipeline { stages { stage('deploy') { steps {
  withAWS(role: '%s', roleAccount: '%s', region: 'us-east-1'%s) { sh 'make' }
} } } }"""


@pytest.mark.parametrize(
    ("role", "sent", "verdicts"),
    [("deploy", ", externalId: 'x'", ["unknown"]), ("deploy", "", ["deny"]), ("stranger", "", [])],
)
def test_a_jenkinsfile_is_a_flow_where_it_takes_on_a_role_of_the_estate(
    tmp_path, role, sent, verdicts
):
    run(tmp_path, [LOOKS], (trusts("sts:AssumeRole", **EXTERNAL),))
    (tmp_path / "Jenkinsfile").write_text(JENKINSFILE % (role, AWAY, sent))
    report = check((tmp_path,), Options()).report
    assert [path.verdict for path in report.pipelines if path.name != "release"] == verdicts


def test_a_flow_of_the_configuration_stands_for_the_jenkinsfile(tmp_path):
    run(tmp_path, [TAKES])
    (tmp_path / "Jenkinsfile").write_text(JENKINSFILE % ("deploy", AWAY, ""))
    assert [path.name for path in check((tmp_path,), Options()).report.pipelines] == ["release"]


CODE = """
terraform {
  backend "s3" {
    bucket = "states"
    key = "ml/terraform.tfstate"
    region = "us-east-1"
    use_lockfile = true
  }
}
resource "aws_sns_topic" "done" { name = "done" }
"""


@pytest.mark.parametrize("named", [{}, {"resource": "infrastructure"}])
def test_a_run_of_terraform_uses_the_state_that_its_code_names(tmp_path, named):
    run(tmp_path, [{"call": "terraform", **named}])
    (tmp_path / "infrastructure").mkdir()
    (tmp_path / "infrastructure" / "main.tf").write_text(CODE)
    file = tmp_path / "xacct-guard.yaml"
    file.write_text(
        f"{file.read_text()}\nterraform: [{{directory: infrastructure, account: home}}]\n"
    )
    found = hops(check((tmp_path,), Options()).report)
    assert ("s3:DeleteObject", LOCK) in {(hop.action, hop.resource) for hop in found}


def test_of_two_states_nobody_knows_which(tmp_path):
    run(tmp_path, [{"call": "terraform"}])
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(CODE)
    file = tmp_path / "xacct-guard.yaml"
    folders = ", ".join(f"{{directory: {name}, account: home}}" for name in ("one", "two"))
    file.write_text(f"{file.read_text()}\nterraform: [{folders}]\n")
    first, _ = hops(check((tmp_path,), Options()).report)
    assert "where the Terraform state is" in first.depends_on
