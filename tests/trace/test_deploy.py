"""What a CloudFormation action deploys is made by somebody: it takes that somebody's permissions."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.run import Options, check
from xacct_guard.verdicts import ActionVerdict

CONFIGURATION = """
accounts: {one: {id: "111111111111", regions: [us-east-1]}}
stacks: [{name: roles, template: roles.yaml, account: one}]
pipelines: [{definition: pipeline.json, account: one}]
"""
PIPELINE = """{"pipeline": {"name": "p", "roleArn": "arn:aws:iam::111111111111:role/Pipeline",
 "artifactStore": {"type": "S3", "location": "store"},
 "stages": [{"name": "Deploy", "actions": [{"name": "deploy",
  "actionTypeId": {"category": "Deploy", "owner": "AWS", "provider": "CloudFormation", "version": "1"},
  "configuration": {"ActionMode": "CREATE_UPDATE", "StackName": "made",
   "RoleArn": "arn:aws:iam::111111111111:role/Deployer", "TemplatePath": "Source::made.yaml"}}]}]}}"""
ROLES = """
Resources:
  Pipeline:
    Type: AWS::IAM::Role
    Properties:
      RoleName: Pipeline
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: codepipeline.amazonaws.com}, Action: "sts:AssumeRole"}]
      Policies:
        - PolicyName: all
          PolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      RoleName: Deployer
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: cloudformation.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: some
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{Effect: Allow, Action: ACTIONS, Resource: "*"}]
"""
MADE = """
Resources:
  Data: {Type: AWS::S3::Bucket}
  Topic: {Type: AWS::SNS::Topic}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]
"""


def deployed(folder: Path, actions: str, made: str | None = MADE) -> ActionVerdict:
    (folder / "xacct-guard.yaml").write_text(CONFIGURATION)
    (folder / "pipeline.json").write_text(PIPELINE)
    (folder / "roles.yaml").write_text(ROLES.replace("ACTIONS", actions))
    if made is not None:
        (folder / "made.yaml").write_text(made)
    report = check((folder,), Options(config=folder / "xacct-guard.yaml")).report
    assert report.failures == ()
    return report.pipelines[0].stages[0].actions[0]


def test_a_role_that_may_create_everything_deploys_it(tmp_path):
    verdict = deployed(tmp_path, '["s3:*", "sns:*", "iam:*"]')
    assert verdict.verdict == "allow"
    made = {hop.action for hop in verdict.hops}
    assert made >= {"s3:CreateBucket", "sns:CreateTopic", "iam:CreateRole"}


@pytest.mark.parametrize(
    ("actions", "refused"),
    [
        ('["logs:*"]', {"s3:CreateBucket", "sns:CreateTopic", "iam:CreateRole"}),
        ('["s3:*", "iam:*"]', {"sns:CreateTopic"}),
        ('["s3:*", "sns:*", "iam:Get*"]', {"iam:CreateRole"}),
    ],
)
def test_a_role_that_may_not_create_a_resource_does_not_deploy_it(tmp_path, actions, refused):
    verdict = deployed(tmp_path, actions)
    assert verdict.verdict == "deny"
    assert {hop.action for hop in verdict.hops if hop.verdict == "implicit_deny"} == refused


def test_a_template_that_is_not_here_leaves_the_deployment_unknown(tmp_path):
    verdict = deployed(tmp_path, '["s3:*"]', made=None)
    assert verdict.verdict == "unknown"
    (unknown,) = [hop for hop in verdict.hops if hop.verdict == "unknown"]
    assert any("Source::made.yaml" in name for name in unknown.depends_on)


def test_a_resource_type_that_nobody_knows_leaves_the_deployment_unknown(tmp_path):
    verdict = deployed(tmp_path, '["s3:*"]', made="Resources: {A: {Type: Custom::Thing}}")
    assert verdict.verdict == "unknown"
