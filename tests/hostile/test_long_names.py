"""Names that no file can have, wherever one may be named: too long, with a null in them, a circle of links."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xacct_guard.cli import main

ACCOUNTS = "accounts: {a: {id: '111111111111', regions: [us-east-1]}}\n"
PLACES = {
    "a nested template": (
        "t.yaml",
        "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: %s}}}",
    ),
    "what is included": (
        "t.yaml",
        "Resources: {N: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: %s}}}}",
    ),
    "a definition": (
        "t.yaml",
        "Transform: AWS::Serverless-2016-10-31\n"
        "Resources: {N: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: %s}}}",
    ),
    "an object": (
        "t.yaml",
        "Resources: {N: {Type: AWS::StepFunctions::StateMachine, Properties:"
        " {RoleArn: 'arn:aws:iam::111111111111:role/r', DefinitionS3Location: {Bucket: b, Key: %s}}}}",
    ),
    "code": (
        "t.yaml",
        "Resources: {N: {Type: AWS::Lambda::Function, Properties: {Code: %s, Role: x}}}",
    ),
    "a module": ("x.tf", 'module "m" {\n  source = %s\n}\n'),
    "a file": ("x.tf", 'resource "aws_s3_bucket" "b" {\n  bucket = file(%s)\n}\n'),
    "files": (
        "x.tf",
        'resource "aws_s3_bucket" "b" {\n  for_each = fileset(%s, %s)\n  bucket = each.key\n}\n',
    ),
    "a template": ("x.tf", 'resource "aws_s3_bucket" "b" {\n  bucket = templatefile(%s, {})\n}\n'),
    "a stack's template": (
        "xacct-guard.yaml",
        ACCOUNTS + "stacks: [{name: s, template: %s, account: a}]",
    ),
    "what is extended": ("xacct-guard.yaml", ACCOUNTS + "extends: %s"),
    "a pack": ("xacct-guard.yaml", ACCOUNTS + "rules: {packs: [%s]}"),
    "a baseline": ("xacct-guard.yaml", ACCOUNTS + "rules: {baseline: %s}"),
    "a snapshot": ("xacct-guard.yaml", ACCOUNTS + "snapshots: [%s]"),
    "a folder": ("xacct-guard.yaml", ACCOUNTS + "terraform: [{directory: %s, account: a}]"),
}
NAMES = {
    "long": "./" + "x" * 5000,
    "deep": "./" + "x/" * 3000,
    "null": "./a\0b",
    "circle": "./circle/x",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", PLACES)
def test_a_name_that_no_file_can_have_is_no_bug(
    place: str,
    name: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file, text = PLACES[place]
    written = json.dumps(NAMES[name])
    (tmp_path / file).write_text(text.replace("%s", written))
    (tmp_path / "circle").symlink_to("circle")
    monkeypatch.chdir(tmp_path)
    code = main(["check", "."])
    told = capsys.readouterr()
    assert "internal error" not in told.err
    assert code in (0, 1, 2, 3)
