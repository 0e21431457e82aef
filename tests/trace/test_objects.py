"""An object is read under the key that it was written under, whatever its bucket would take today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xacct_guard.run import Options, check
from xacct_guard.trace.objects import MOST

HEAD = """
accounts:
  data: {id: "111111111111", regions: [eu-west-1]}
  train: {id: "222222222222", regions: [eu-west-1]}
  live: {id: "333333333333", regions: [eu-west-1]}
stacks: [{name: data, template: data.yaml, account: data}]
"""
DATA = """
Resources:
  Models: {Type: AWS::S3::Bucket, Properties: {BucketName: models}}
  Open:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Models
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {AWS: ["arn:aws:iam::222222222222:role/writer", "arn:aws:iam::333333333333:role/reader"]}
            Action: [s3:GetObject, s3:PutObject]
            Resource: arn:aws:s3:::models/*
"""
POLICIES = "".join(
    f"""
  - {{document: all.json, attached_to: "arn:aws:iam::{account}:role/{role}", account: {name}}}"""
    for account, role, name in (
        ("222222222222", "writer", "train"),
        ("333333333333", "reader", "live"),
    )
)
FLOWS = """
flows:
  - name: write
    account: train
    principal: arn:aws:iam::222222222222:role/writer
    steps: [{call: "s3:PutObject", resource: "arn:aws:s3:::models/%s", key: "%s"}]
  - name: read
    account: live
    principal: arn:aws:iam::333333333333:role/reader
    steps: [{call: "s3:GetObject", resource: "arn:aws:s3:::models/%s"}]
"""
MANAGED = "arn:aws:kms:eu-west-1:222222222222:alias/aws/s3"
ALL = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def reads(folder: Path, written: str, key: str, read: str) -> list[tuple[str, str, str]]:
    return read_hops(folder, FLOWS % (written, key, read))


def read_hops(folder: Path, flows: str) -> list[tuple[str, str, str]]:
    (folder / "data.yaml").write_text(DATA)
    (folder / "all.json").write_text(json.dumps(ALL))
    config = folder / "xacct-guard.yaml"
    config.write_text(f"{HEAD}policies:{POLICIES}\n{flows}")
    found = {p.name: p for p in check((folder,), Options(config=config)).report.pipelines}
    return [
        (hop.action, hop.resource, hop.verdict)
        for stage in found["read"].stages
        for action in stage.actions
        for hop in action.hops
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("v1/model.tar.gz", "v1/model.tar.gz"),
        ("v1/model.tar.gz", "v1/*"),
        ("*/model.tar.gz", "*"),
    ],
)
def test_who_reads_what_was_written_under_a_key_of_another_account_needs_it(
    tmp_path: Path, written: str, read: str
):
    hops = reads(tmp_path, written, MANAGED, read)
    assert ("kms:Decrypt", MANAGED, "implicit_deny") in hops


def test_who_reads_what_may_have_been_written_under_that_key_may_need_it(tmp_path: Path):
    hops = reads(tmp_path, "*/model.tar.gz", MANAGED, "v1/model.tar.gz")
    assert ("kms:Decrypt", MANAGED, "unknown") in hops
    assert "implicit_deny" not in {verdict for _, _, verdict in hops}


@pytest.mark.parametrize("read", ["v2/model.tar.gz", "v2/*"])
def test_what_was_written_elsewhere_says_nothing_of_the_key(tmp_path: Path, read: str):
    hops = reads(tmp_path, "v1/model.tar.gz", MANAGED, read)
    assert [verdict for _, _, verdict in hops] == ["allow"]


@pytest.mark.parametrize(("many", "asked"), [(MOST, MOST), (MOST + 1, 1)])
def test_many_keys_that_an_object_may_be_under_are_spoken_of_as_one(
    tmp_path: Path, many: int, asked: int
):
    key = "arn:aws:kms:eu-west-1:222222222222:key"
    write = f'{{call: "s3:PutObject", resource: "arn:aws:s3:::models/*/%s", key: "{key}/%s"}}'
    writes = ", ".join(write % (number, number) for number in range(many))
    step = FLOWS[FLOWS.index("{call") : FLOWS.index("]")]
    flows = FLOWS.replace(step, writes, 1) % "v1/*"
    hops = read_hops(tmp_path, flows)
    decrypts = [verdict for action, _, verdict in hops if action == "kms:Decrypt"]
    assert decrypts == ["unknown"] * asked
