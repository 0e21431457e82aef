"""Conditions of templates that nobody decides: the policies are enough however they turn out."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.grants.alone import alone
from xacct_guard.grants.generate import Generation, generate, generate_over
from xacct_guard.grants.prove import prove
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.run import Model, Options, model_of

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters: {Stage: {Type: String}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: models
      RoleArn: !GetAtt Role.Arn
      ArtifactStore:
        Type: S3
        Location: store-of-models
        EncryptionKey: {Type: KMS, Id: !If [IsProd, !GetAtt ProdKey.Arn, !GetAtt TestKey.Arn]}
      Stages:
        - Name: Source
          Actions:
            - Name: Source
              ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeCommit, Version: "1"}
              Configuration:
                RepositoryName: !If [IsProd, models, models-test]
                BranchName: main
              OutputArtifacts: [{Name: Source}]
        - Name: Ask
          Actions:
            - Name: Ask
              ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, Version: "1"}
  Store:
    Type: AWS::S3::Bucket
    Properties: {BucketName: store-of-models}
  ProdKey: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: []}}}
  TestKey: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: []}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: codepipeline.amazonaws.com}, Action: sts:AssumeRole}
"""
CONFIG = """\
accounts: {home: {id: "111111111111", regions: [us-east-1]}}
stacks: [{name: models, template: models.yaml, account: home}]
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    (tmp_path / "models.yaml").write_text(TEMPLATE)
    (tmp_path / "xacct-guard.yaml").write_text(CONFIG)
    return model_of((tmp_path,), Options())


def over(model: Model) -> Generation:
    return generate_over((world.paths, world.graph) for world in model.worlds)


def test_the_policies_of_all_worlds_are_sufficient_in_each(model):
    assert len(model.worlds) == 2
    policies = over(model).policies
    for world in model.worlds:
        proof = prove(alone(world.graph, policies), necessary=False)
        assert proof.required > 5
        assert (proof.lacking, proof.open) == ((), ())


def test_the_policies_of_one_world_are_not_sufficient_in_the_other(model):
    one, other = model.worlds
    policies = generate(one.paths, one.graph).policies
    assert prove(alone(other.graph, policies), necessary=False).lacking


def test_each_element_is_needed_in_some_world(model):
    policies = over(model).policies
    spares = [
        {
            (spare.policy.name, spare.statement.sid, spare.entry and spare.entry.text)
            for spare in prove(alone(world.graph, policies)).spare or ()
        }
        for world in model.worlds
    ]
    assert set.intersection(*spares) == set()


def test_a_bucket_takes_the_keys_of_all_worlds_and_no_other(model):
    (pin,) = (
        line
        for one in over(model).policies
        if one.kind is PolicyKind.RESOURCE and ":s3:::" in one.attached_to
        for line in one.lines
        if line.sid == "EncryptedUnderTheKey"
    )
    condition = pin.written["Condition"]
    assert isinstance(condition, dict)
    assert len(condition["StringNotEquals"]["s3:x-amz-server-side-encryption-aws-kms-key-id"]) == 2
