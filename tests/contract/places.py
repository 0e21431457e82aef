"""Folders in which a command is run: a small estate of two accounts, and what may be wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.organization.layout import Layout
from benchmarks.organization.write import write
from tests import git

ROLE = "arn:aws:iam::222222222222:role/reader"
OBJECT = "arn:aws:s3:::features-111111111111/part-0"
CONFIG = """\
accounts:
  shared: {id: "111111111111", regions: [us-east-1]}
  training: {id: "222222222222", regions: [us-east-1]}
stacks:
- {name: shared, template: shared.yaml, account: shared, region: us-east-1, parameters: {Reader: "${stacks.training.outputs.Role}"}}
- {name: training, template: training.yaml, account: training, region: us-east-1}
flows:
- name: nightly
  account: training
  principal: "${stacks.training.outputs.Role}"
  steps:
  - {call: "s3:GetObject", resource: "arn:aws:s3:::features-111111111111/part-0"}
- name: hourly
  account: training
  principal: "${stacks.training.outputs.Role}"
  steps:
  - {call: "s3:GetObject", resource: "arn:aws:s3:::features-111111111111/part-0"}
"""  # noqa: E501
SHARED = """\
Parameters:
  Reader: {Type: String}
Resources:
  Features:
    Type: AWS::S3::Bucket
    Properties: {BucketName: features-111111111111}
  FeaturesPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Features
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
        - Sid: Read
          Effect: Allow
          Principal: {AWS: !Ref Reader}
          Action: s3:GetObject
          Resource: arn:aws:s3:::features-111111111111/part-0
"""
TRAINING = """\
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
        - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
      - PolicyName: read  # kept by fix
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
          - {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::features-111111111111/part-0"}
Outputs:
  Role: {Value: !GetAtt Reader.Arn}
"""  # noqa: E501
TWICE = ("Action: s3:GetObject, R", "Action: [s3:GetObject, s3:GetObject], R")
OWN_RULE = '''\
"""
A role has a name.

## Why
It is an example.

## Instead
Let AWS draw one.
"""

from xacct_guard.rule import Kind, Rule, Severity


def check(facts):
    for role in facts.graph.roles.values():
        yield RULE.finding("a role", at=role.span)


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE)
'''
EVENT = {
    "eventTime": "2026-11-20T10:00:00Z",
    "eventSource": "s3.amazonaws.com",
    "eventName": "GetObject",
    "awsRegion": "us-east-1",
    "userIdentity": {
        "type": "AssumedRole",
        "arn": "arn:aws:sts::222222222222:assumed-role/reader/s",
        "accountId": "222222222222",
        "sessionContext": {"sessionIssuer": {"type": "Role", "arn": ROLE}},
    },
    "resources": [{"type": "AWS::S3::Object", "ARN": OBJECT}],
    "requestParameters": {"bucketName": "features-111111111111", "key": "part-0"},
}


def sound(folder: Path) -> None:
    """Everything is allowed."""
    (folder / "xacct-guard.yaml").write_text(CONFIG)
    (folder / "shared.yaml").write_text(SHARED)
    (folder / "training.yaml").write_text(TRAINING)


def changed(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))


def denied(folder: Path) -> None:
    """The bucket lets in somebody else."""
    sound(folder)
    changed(folder, "shared.yaml", "!Ref Reader", "arn:aws:iam::222222222222:role/another")


def unknown(folder: Path) -> None:
    """Nobody says what the role may do."""
    sound(folder)
    principal = "${stacks.training.outputs.Role}"
    changed(folder, "xacct-guard.yaml", f'principal: "{principal}"', f'principal: "{ROLE}x"')
    changed(folder, "shared.yaml", "!Ref Reader", f"{ROLE}x")


def untidy(folder: Path) -> None:
    """An action is written twice."""
    sound(folder)
    changed(folder, "training.yaml", *TWICE)


def widened(folder: Path) -> None:
    """Two folders: in `after` the role may read every object."""
    for name in ("before", "after"):
        (folder / name).mkdir()
        sound(folder / name)
    for file in ("shared.yaml", "training.yaml"):
        changed(folder / "after", file, "part-0", "*")


def renamed(folder: Path) -> None:
    """The configuration goes by another name."""
    sound(folder)
    (folder / "xacct-guard.yaml").rename(folder / "other.yaml")


def own_rule(folder: Path) -> None:
    """With a rule of one's own, and a fixture of it."""
    sound(folder)
    (folder / "own/fixtures/named-role").mkdir(parents=True)
    (folder / "own/named_role.py").write_text(OWN_RULE)
    (folder / "own/fixtures/named-role/silent.1.yaml").write_text(SHARED)


def recorded(folder: Path) -> None:
    """With a log of CloudTrail."""
    sound(folder)
    (folder / "log.json").write_text(json.dumps({"Records": [EVENT]}))


def committed(folder: Path) -> None:
    """All of it in a repository of git, and then an action written twice."""
    sound(folder)
    git.committed(folder)
    changed(folder, "training.yaml", *TWICE)


def collected(folder: Path) -> None:
    """A snapshot of live accounts."""
    write(Layout(3, 8), folder / "live.snapshot")


def empty(folder: Path) -> None:
    """Nothing at all."""
