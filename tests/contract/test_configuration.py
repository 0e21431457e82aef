"""The configuration: every promised key is taken, a misspelt one is named with what was meant."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from tests.contract import places
from xacct_guard.cli import main
from xacct_guard.config import load_config

TEMPLATE = """\
Parameters:
  TrainingAccountId: {Type: String, Default: ""}
  ArtifactBucket: {Type: String, Default: ""}
  KeyArn: {Type: String, Default: ""}
Resources:
  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: artifacts-of-ours}}
  Key: {Type: AWS::KMS::Key, Properties: {}}
  DeployFunction:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: deploy, Role: "arn:aws:iam::333333333333:role/deploy"}
Outputs:
  ArtifactBucket: {Value: !Ref Bucket}
  KeyArn: {Value: !GetAtt Key.Arn}
"""
WHOLE = """\
organization: {id: o-example, management_account: "999999999999", controls: {}}
accounts:
  shared: {id: "111111111111", regions: [us-east-1]}
  training: {id: "222222222222"}
  prod: {id: "333333333333"}
stacks:
  - {name: shared, template: a.yml, account: shared, region: us-east-1, parameters: {TrainingAccountId: "222222222222"}}
  - {name: training, template: b.yml, account: training, region: us-east-1,
     parameters: {ArtifactBucket: "${stacks.shared.outputs.ArtifactBucket}", KeyArn: "${stacks.shared.outputs.KeyArn}"}}
  - {name: production, template: c.yml, account: prod, region: us-east-1}
terraform:
  - {plan: prod.plan.json, account: prod, region: us-east-1}
  - {directory: infra, account: prod, region: us-east-1}
policies:
  - {document: bucket-policy.json, attached_to: "arn:aws:s3:::artifacts", account: shared}
placeholders: {"<TEST_ACCOUNT>": "${accounts.training.id}"}
pipelines:
  - {definition: pipeline.json, account: shared, region: us-east-1, artifacts: {SourceArtifact: ./repo}, placeholders: {"<X>": y}}
objects: {"s3://artifacts/train_SF.json": train_SF.json}
state_machines: [{definition: sf.asl.json, name: SM-train, account: training}]
sagemaker_pipelines: [{definition: train.pipeline.json, role: "arn:aws:iam::222222222222:role/p", account: training}]
flows:
  - {name: jenkins-deploys-prod, account: shared, principal: "arn:aws:iam::111111111111:role/jenkins",
     steps: [{call: "assume-role", role: "arn:aws:iam::333333333333:role/deploy"}, {call: "sagemaker:CreatePipeline"}]}
calls:
  - {by: "${stacks.production.resources.DeployFunction}", steps: [{call: "sagemaker:CreateEndpoint", resource: "arn:aws:sagemaker:*:333333333333:endpoint/*"}]}
network: [{account: training, vpc: vpc-1, endpoints: [{id: vpce-1, service: s3}]}]
rules: {packs: [baseline, ./our-pack.toml], select: [], severity: {},
  ignore: [{rule: key-use-granted-to-account-root, at: "shared/SharedKey", reason: "two-phase deploy", until: 2027-03-31}]}
"""  # noqa: E501
APPROVAL = {
    "name": "approve",
    "actionTypeId": {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"},
}
PIPELINE = {
    "pipeline": {
        "name": "p",
        "roleArn": "arn:aws:iam::111111111111:role/p",
        "artifactStore": {"type": "S3", "location": "artifacts"},
        "stages": [{"name": "Approve", "actions": [APPROVAL]}],
    }
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}],
}
FILES = {
    "a.yml": TEMPLATE,
    "b.yml": TEMPLATE,
    "c.yml": TEMPLATE,
    "prod.plan.json": json.dumps({"format_version": "1.2", "planned_values": {"root_module": {}}}),
    "infra/main.tf": 'resource "aws_s3_bucket" "b" { bucket = "b" }\n',
    "bucket-policy.json": json.dumps(POLICY),
    "pipeline.json": json.dumps(PIPELINE),
    "train_SF.json": '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
    "sf.asl.json": '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
    "train.pipeline.json": '{"Version": "2020-12-01", "Steps": []}',
    "our-pack.toml": 'name = "ours"\nabout = "What we ask for."\ntiers = ["baseline"]\n',
}


@pytest.fixture
def whole(tmp_path):
    """Every promised key, and the files that they name."""
    (tmp_path / "infra").mkdir()
    (tmp_path / "repo").mkdir()
    for name, text in {**FILES, "xacct-guard.yaml": WHOLE}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def checked(folder, capsys):
    code = main(["check", str(folder), "--format", "json"])
    return code, json.loads(capsys.readouterr().out or "{}")


def test_every_promised_key_is_taken(whole, capsys):
    code, told = checked(whole, capsys)
    assert told["failures"] == []
    assert code in (0, 1)
    assert {"p", "jenkins-deploys-prod"} <= {each["name"] for each in told["pipelines"]}


def keys(value, route=()):
    if isinstance(value, dict):
        for name, each in value.items():
            yield (*route, name)
            yield from keys(each, (*route, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from keys(each, (*route, number))


FREE = {"accounts", "placeholders", "objects", "parameters", "artifacts", "severity", "context"}
"""What is below these is named by whoever writes it."""
SHAPED = [
    route
    for route in keys(yaml.safe_load(WHOLE))
    if isinstance(route[-1], str) and (len(route) == 1 or route[-2] not in FREE)
]


@pytest.mark.parametrize("route", SHAPED, ids=lambda route: ".".join(map(str, route)))
def test_a_key_that_nobody_knows_is_an_error_with_what_was_meant(route, tmp_path):
    written = yaml.safe_load(WHOLE)
    at = written
    for name in route[:-1]:
        at = at[name]
    at[f"{route[-1]}x"] = at.pop(route[-1])
    file = tmp_path / "xacct-guard.yaml"
    file.write_text(json.dumps(written, default=str))
    with pytest.raises(Exception) as caught:
        load_config(file)
    assert type(caught.value).__name__ == "ConfigError"
    told = f"{caught.value} {getattr(caught.value, 'help', '')}"
    assert f"`{route[-1]}x`" in told
    assert f"`{route[-1]}`" in told


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("${accounts.shared.id}", "111111111111"),
        ("arn:aws:iam::${accounts.training.id}:root", "arn:aws:iam::222222222222:root"),
        ("${stacks.shared.outputs.Name}", "features-111111111111"),
        ("${stacks.shared.resources.Features}", "features-111111111111"),
        ("${stacks.shared.resources.Features.Arn}", "arn:aws:s3:::features-111111111111"),
        (
            "arn:aws:s3:::${stacks.shared.resources.Features}/*",
            "arn:aws:s3:::features-111111111111/*",
        ),
    ],
)
def test_a_reference_stands_for_its_value_alone_and_inside_text(reference, value, tmp_path, capsys):
    places.sound(tmp_path)
    with (tmp_path / "shared.yaml").open("a") as file:
        file.write("Outputs:\n  Name: {Value: !Ref Features}\n")
    places.changed(
        tmp_path,
        "xacct-guard.yaml",
        '"arn:aws:s3:::features-111111111111/part-0"',
        f'"{reference}"',
    )
    main(["simulate", str(tmp_path), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    hops = [
        hop["resource"]
        for pipeline in told["pipelines"]
        for stage in pipeline["stages"]
        for action in stage["actions"]
        for hop in action["hops"]
    ]
    assert value in hops


def test_what_is_not_known_is_left_out_and_makes_the_answer_unknown(tmp_path, capsys):
    places.sound(tmp_path)
    places.changed(
        tmp_path,
        "xacct-guard.yaml",
        ', parameters: {Reader: "${stacks.training.outputs.Role}"}',
        "",
    )
    _, told = checked(tmp_path, capsys)
    assert {each["verdict"] for each in told["pipelines"]} == {"unknown"}
    assert re.search("Reader", json.dumps(told["pipelines"]))


def test_paths_are_relative_to_the_file(whole, tmp_path_factory, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert main(["check", "--config", str(whole / "xacct-guard.yaml"), "--format", "json"]) in (
        0,
        1,
    )
    assert json.loads(capsys.readouterr().out)["failures"] == []


def test_a_region_is_taken_from_the_account_s_other_entries_where_they_agree(whole, capsys):
    (whole / "xacct-guard.yaml").write_text(
        WHOLE.replace(
            "template: c.yml, account: prod", "template: c.yml, account: training"
        ).replace("account: training, region: us-east-1}", "account: training, region: eu-west-1}")
    )
    _, told = checked(whole, capsys)
    assert {each["message"] for each in told["failures"]} == {"`region` is missing"}
