"""The files that were published themselves, under a configuration of ours: the same defects are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.run import Options, check
from xacct_guard.verdicts import Report

FILES = Path(__file__).parents[2] / "shared/corpus/aws-samples__cross-account-ml-codepipeline"

if not FILES.is_dir():
    pytest.skip(f"the published files are not at {FILES}", allow_module_level=True)

CONFIGURATION = """
accounts:
  shared: {{id: "111111111111", regions: [us-east-1]}}
  training: {{id: "222222222222", regions: [us-east-1]}}
  production: {{id: "333333333333", regions: [us-east-1]}}
stacks:
  - name: shared
    template: {files}/cloudformation/a-cfn-blog.yml
    account: shared
    parameters:
      SharedServicesAccountID: "${{accounts.shared.id}}"
      TrainingAccountID: "${{accounts.training.id}}"
      ProductionAccountID: "${{accounts.production.id}}"
      CodeCommitRepoName: ml-models
  - name: training
    template: {files}/cloudformation/b-cfn-blog.yml
    account: training
    parameters:
      SharedServicesAccountID: "${{accounts.shared.id}}"
      SharedS3Bucket: "${{stacks.shared.outputs.S3Bucket}}"
      CodeCommitRepoAccessRole: "${{stacks.shared.outputs.CodeCommitRepoAccessRole}}"
      SharedKMSKeyARN: "${{stacks.shared.outputs.KMSKeyARN}}"
  - name: production
    template: {files}/cloudformation/c-cfn-blog.yml
    account: production
    parameters:
      SharedServicesAccountID: "${{accounts.shared.id}}"
      SharedS3Bucket: "${{stacks.shared.outputs.S3Bucket}}"
      SharedKMSKeyARN: "${{stacks.shared.outputs.KMSKeyARN}}"
placeholders:
  "<CodePipeline_pipeline_name>": ml-pipeline
  "<SharedServicesAccountID>": "${{accounts.shared.id}}"
  "<TrainingAccountID>": "${{accounts.training.id}}"
  "<ProductionAccountID>": "${{accounts.production.id}}"
  "<CodePipelineServiceRole>": "${{stacks.shared.resources.CodePipelineServiceRole}}"
  {mended}
  "<CodePipelineArtifactStoreBucketName>": "${{stacks.shared.outputs.S3Bucket}}"
  "<CodePipelineArtifactStoreBucket>": "${{stacks.shared.outputs.S3Bucket}}"
  "<KMSKeyARNId>": "${{stacks.shared.resources.sharedKey}}"
  "<CodeCommitRepoName>": ml-models
  "<CloudFormationRoleB>": "${{stacks.training.resources.CloudFormationRoleB}}"
  "<CrossAccountRoleB>": "${{stacks.training.resources.CrossAccountRoleB}}"
  "<StepFunctionExecutionRole>": "${{stacks.training.resources.StepFunctionExecutionRole}}"
  "<CrossAccountRoleC>": "${{stacks.production.resources.CrossAccountRoleC}}"
  "<LambdaFunctionName>": "${{stacks.production.resources.DeployModelLambdaFunction}}"
  "<CodePipelinePassRoleForC_Name>": "${{stacks.shared.resources.CodePipelinePassRoleForC}}"
pipelines:
  - {{definition: {files}/codepipeline_definition.json, account: shared, region: us-east-1}}
objects:
  "s3://${{stacks.shared.outputs.S3Bucket}}/train_SF.json": {files}/train_SF.json
calls:
  - by: "${{stacks.production.resources.DeployModelLambdaFunction}}"
    steps:
      - {{call: assume-role, role: "${{stacks.shared.resources.CodePipelinePassRoleForC.Arn}}"}}
      - {{call: "codepipeline:PutJobSuccessResult", resource: "*"}}
  - by: "${{stacks.production.resources.DeployModelLambdaFunction}}"
    steps:
      - {{call: "sagemaker:CreateModel", resource: "arn:aws:sagemaker:us-east-1:333333333333:model/*"}}
      - {{call: "sagemaker:CreateEndpointConfig",
         resource: "arn:aws:sagemaker:us-east-1:333333333333:endpoint-config/*"}}
      - {{call: "sagemaker:CreateEndpoint", resource: "arn:aws:sagemaker:us-east-1:333333333333:endpoint/*"}}
"""

MENDED = (
    '"service-role/<CodePipelineServiceRole>": "${stacks.shared.resources.CodePipelineServiceRole}"'
)


@pytest.fixture(scope="module", params=["as published", "role path mended"])
def report(request, tmp_path_factory) -> tuple[str, Report]:
    folder = tmp_path_factory.mktemp("published")
    mended = MENDED if request.param == "role path mended" else ""
    file = folder / "xacct-guard.yaml"
    file.write_text(CONFIGURATION.format(files=FILES, mended=mended))
    return request.param, check((folder,), Options(config=file)).report


def stages(report: Report) -> dict[str, str]:
    return {stage.name: stage.verdict for stage in report.pipelines[0].stages}


def test_everything_is_read(report):
    assert report[1].failures == ()


def test_the_verdicts_are_those_worked_out_by_hand(report):
    name, found = report
    if name == "as published":
        assert set(stages(found).values()) == {"deny"}
    else:
        assert stages(found) == {
            "Source": "allow",
            "deploy-cf-train-test": "allow",
            "Approval": "allow",
            "Deploy": "deny",
        }


def test_the_one_cause_named_is_the_role_path(report):
    name, found = report
    rules = {finding.rule for finding in found.findings}
    assert ("role-path-mismatch" in rules) == (name == "as published")
    assert ("stage-denied" in rules) == (name != "as published")


def test_the_defects_are_found_in_the_published_files(report):
    where = {
        (finding.rule, Path(place.span.source.name).name, place.span.line)
        for finding in report[1].findings
        for place in finding.locations[:1]
    }
    expected = {
        ("service-role-trusts-foreign-account", "a-cfn-blog.yml", 224),
        ("key-use-granted-to-account-root", "a-cfn-blog.yml", 101),
        ("key-use-granted-to-account-root", "a-cfn-blog.yml", 116),
        ("passrole-without-service-condition", "a-cfn-blog.yml", 245),
        ("passrole-without-service-condition", "b-cfn-blog.yml", 82),
        ("passrole-without-service-condition", "c-cfn-blog.yml", 50),
    }
    assert expected - where == set()
    assert "artifact-encrypted-with-aws-managed-key" in {rule for rule, _, _ in where}


def test_what_only_looks_wrong_is_not_reported(report):
    refused = [finding.message for finding in report[1].findings if finding.rule == "stage-denied"]
    for trap in ("kms:", "s3:GetObjectVersion", "CreateGrant", "codepipeline:PutJob"):
        assert not any(f"`{trap}" in message for message in refused)
    assert not any("SecureTransport" in finding.message for finding in report[1].findings)
