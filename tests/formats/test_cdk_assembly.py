"""An assembly of the CDK is read as it is: its manifest says where each stack goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from xacct_guard.iam.symbol import shown
from xacct_guard.run import Options, check, model_of

BUCKET = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "models"}}


def stack(template: str, environment: str, **properties: object) -> dict[str, object]:
    return {
        "type": "aws:cloudformation:stack",
        "environment": environment,
        "properties": {"templateFile": template, **properties},
    }


def assembly(folder: Path, artifacts: dict[str, object], **files: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"version": "36.0.0", "artifacts": artifacts}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


def graph(root: Path) -> Any:
    return model_of((root,), Options()).graph


def test_a_stack_is_where_its_manifest_says(tmp_path):
    stacks = {"Data": stack("Data.json", "aws://111111111111/eu-west-1")}
    assembly(tmp_path / "cdk.out", stacks, Data={"Resources": {"Models": BUCKET}})
    (bucket,) = graph(tmp_path).of_type("s3:bucket")
    assert (bucket.account, bucket.region) == ("111111111111", "eu-west-1")
    assert bucket.place == "Data/Models"


def test_stages_are_assemblies_below_and_their_stacks_are_not_confused(tmp_path):
    folder = tmp_path / "cdk.out"
    stages = {
        f"assembly-{name}": {
            "type": "cdk:cloud-assembly",
            "properties": {"directoryName": f"assembly-{name}"},
        }
        for name in ("Test", "Live")
    }
    assembly(folder, stages)
    for name, account in (("Test", "111111111111"), ("Live", "222222222222")):
        artifact = stack("T.json", f"aws://{account}/eu-west-1", stackName="data")
        below = {f"{name}Data": artifact | {"displayName": f"{name}/Data"}}
        unnamed = {"Type": "AWS::S3::Bucket"}
        assembly(folder / f"assembly-{name}", below, T={"Resources": {"Models": unnamed}})
    found = graph(tmp_path).of_type("s3:bucket")
    assert {(each.account, each.place) for each in found} == {
        ("111111111111", "Test/Data/Models"),
        ("222222222222", "Live/Data/Models"),
    }
    assert len({each.arn for each in found}) == 2


def test_one_stack_has_the_exports_of_another(tmp_path):
    here = "aws://111111111111/eu-west-1"
    shared = {
        "Resources": {"Models": BUCKET},
        "Outputs": {"Name": {"Value": {"Ref": "Models"}, "Export": {"Name": "shared:Models"}}},
    }
    imported = {"Fn::ImportValue": "shared:Models"}
    policy = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}
    user = {
        "Resources": {
            "Policy": {
                "Type": "AWS::S3::BucketPolicy",
                "Properties": {"Bucket": imported, "PolicyDocument": policy},
            }
        }
    }
    stacks = {"User": stack("User.json", here), "Shared": stack("Shared.json", here)}
    assembly(tmp_path / "cdk.out", stacks, User=user, Shared=shared)
    (bucket,) = graph(tmp_path).of_type("s3:bucket")
    assert bucket.policy is not None


def test_a_stack_gets_the_parameters_of_its_manifest(tmp_path):
    template = {
        "Parameters": {"Name": {"Type": "String"}},
        "Resources": {"B": {**BUCKET, "Properties": {"BucketName": {"Ref": "Name"}}}},
    }
    here = "aws://111111111111/eu-west-1"
    stacks = {"S": stack("S.json", here, parameters={"Name": "from-the-manifest"})}
    assembly(tmp_path / "cdk.out", stacks, S=template)
    (bucket,) = graph(tmp_path).of_type("s3:bucket")
    assert bucket.name == "from-the-manifest"


def test_where_a_stack_without_an_environment_goes_is_open_and_said(tmp_path):
    stacks = {name: stack(f"{name}.json", "aws://unknown-account/unknown-region") for name in "AB"}
    templates = {name: {"Resources": {"Role": {"Type": "AWS::S3::Bucket"}}} for name in ("A", "B")}
    assembly(tmp_path / "cdk.out", stacks, **templates)
    found = graph(tmp_path).of_type("s3:bucket")
    assert {shown(each.account) for each in found} == {"${account that cdk.out is deployed to}"}
    assumed = [each.assumed for each in check((tmp_path,), Options()).report.assumptions]
    assert "the same for all of them" in assumed


def test_what_is_uploaded_is_found_by_its_key(tmp_path):
    assets = {
        "files": {
            "abc": {
                "source": {"path": "asset.abc.json", "packaging": "file"},
                "destinations": {"here": {"bucketName": "assets", "objectKey": "abc.json"}},
            }
        }
    }
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {
            "RoleArn": "arn:aws:iam::111111111111:role/run",
            "DefinitionS3Location": {"Bucket": "assets", "Key": "abc.json"},
        },
    }
    stacks = {
        "S": stack("S.json", "aws://111111111111/eu-west-1"),
        "S.assets": {"type": "cdk:asset-manifest", "properties": {"file": "S.assets.json"}},
    }
    folder = assembly(tmp_path / "cdk.out", stacks, S={"Resources": {"M": machine}})
    (folder / "S.assets.json").write_text(json.dumps(assets))
    (folder / "asset.abc.json").write_text('{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}')
    assert "s3://assets/abc.json" in graph(tmp_path).documents


def test_a_stack_without_a_template_is_one_clear_error(tmp_path):
    artifact = {"type": "aws:cloudformation:stack", "environment": "aws://111111111111/eu-west-1"}
    assembly(tmp_path / "cdk.out", {"S": artifact})
    (failure,) = check((tmp_path,), Options()).report.failures
    assert "names no `templateFile`" in failure.message


@pytest.mark.parametrize("outside", ["../secret.json", "/etc/hostname"])
def test_a_manifest_cannot_name_a_file_outside(tmp_path, outside):
    (tmp_path / "secret.json").write_text('{"Resources": {}}')
    stacks = {"S": stack(outside, "aws://111111111111/eu-west-1")}
    folder = assembly(tmp_path / "given" / "cdk.out", stacks)
    target = "../../secret.json" if outside.startswith("..") else outside
    stacks["S"] = stack(target, "aws://111111111111/eu-west-1")
    assembly(folder, stacks)
    (failure,) = check((tmp_path / "given",), Options()).report.failures
    assert "outside the folders given" in failure.message


def test_another_programs_manifest_is_none_of_ours(tmp_path):
    (tmp_path / "manifest.json").write_text('{"version": "1", "artifacts": {"a": "b"}}')
    assert check((tmp_path,), Options()).nothing
