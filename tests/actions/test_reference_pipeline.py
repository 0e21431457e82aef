"""A published pipeline over four accounts, under a configuration of ours: each stage as its README has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.run import Options, check
from xacct_guard.verdicts import HopVerdict, Report

FILES = Path(__file__).parents[3] / "shared/corpus/awslabs__aws-refarch-cross-account-pipeline"

if not FILES.is_dir():
    pytest.skip(f"the published files are not at {FILES}", allow_module_level=True)

CONFIGURATION = """
accounts:
  tools: {{id: "111111111111", regions: [us-east-1]}}
  dev: {{id: "222222222222", regions: [us-east-1]}}
  test: {{id: "333333333333", regions: [us-east-1]}}
  production: {{id: "444444444444", regions: [us-east-1]}}
stacks:
  - name: pre-reqs
    template: {files}/ToolsAcct/pre-reqs.yaml
    account: tools
    parameters: {{{accounts}, CodeBuildCondition: "{build}"}}
  - name: dev
    template: {files}/DevAccount/toolsacct-codepipeline-codecommit.yaml
    account: dev
    parameters: {{ToolsAccount: "111111111111", {key}}}
  - {{name: test, template: {deployer}, account: test,
      parameters: {{ToolsAccount: "111111111111", {key}, {bucket}}}}}
  - {{name: production, template: {deployer}, account: production,
      parameters: {{ToolsAccount: "111111111111", {key}, {bucket}}}}}
  - name: pipeline
    template: {files}/ToolsAcct/code-pipeline.yaml
    account: tools
    parameters: {{{accounts}, {key}, {bucket}, CrossAccountCondition: "{across}"}}
pipelines: [{{name: pipeline, artifacts: {{BuildOutput: code}}}}]
"""
ACCOUNTS = (
    'DevAccount: "222222222222", TestAccount: "333333333333", ProductionAccount: "444444444444"'
)
PACKAGED = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs18.x
      InlineCode: x
      Events:
        Api: {Type: Api, Properties: {Path: /, Method: get}}
"""


def report(folder: Path, *, build: str = "true", across: str = "true") -> Report:
    (folder / "code").mkdir()
    (folder / "code/packaged-template.yml").write_text(PACKAGED)
    file = folder / "xacct-guard.yaml"
    written = CONFIGURATION.format(
        files=FILES,
        deployer=FILES / "TestAccount/toolsacct-codepipeline-cloudformation-deployer.yaml",
        accounts=ACCOUNTS,
        key='CMKARN: "${stacks.pre-reqs.outputs.CMK}"',
        bucket='S3Bucket: "${stacks.pre-reqs.outputs.ArtifactBucket}"',
        build=build,
        across=across,
    )
    file.write_text(written)
    found = check((folder,), Options(config=file, packs=("strict",))).report
    assert found.failures == ()
    return found


def verdicts(found: Report) -> dict[str, str]:
    (pipeline,) = found.pipelines
    return {action.name: action.verdict for stage in pipeline.stages for action in stage.actions}


def refused(found: Report, name: str) -> HopVerdict:
    actions = (a for stage in found.pipelines[0].stages for a in stage.actions)
    action = next(a for a in actions if a.name == name)
    return next(hop for hop in action.hops if hop.verdict.endswith("deny"))


def test_after_its_last_step_every_stage_runs(tmp_path):
    assert set(verdicts(report(tmp_path)).values()) == {"allow"}


def test_before_the_key_names_the_project_the_build_cannot_use_it(tmp_path):
    found = report(tmp_path, build="false")
    assert verdicts(found)["App"] == "allow"
    assert verdicts(found)["Build"] == "deny"
    hop = refused(found, "Build")
    assert hop.action == "kms:Decrypt"
    assert hop.principal.endswith("role/sample-lambda-CodeBuildRole")


def test_before_the_roles_across_accounts_are_named_the_pipelines_role_lacks_the_bucket(tmp_path):
    found = report(tmp_path, across="false")
    assert verdicts(found)["App"] == "deny"
    assert refused(found, "App").principal.endswith("role/sample-lambda-codepipeline-role")


# By hand, for each way the two conditions may turn out: whether the key names the project's role, and whether
# actions run as roles of the other accounts.
TOOLS, BUILD = "role/sample-lambda-codepipeline-role", "role/sample-lambda-CodeBuildRole"
USE = {"kms:Decrypt", "kms:GenerateDataKey"}
MATRIX = {
    ("true", "true"): {},
    # The account's own statement of the key administers it, so the role's kms:* gives no use of it.
    ("false", "true"): {"Build": (BUILD, USE)},
    # Every action runs as the role of the pipeline, which the key does not name: its kms:Decrypt is in vain.
    # Of an artifact it may not read a version, and what a stack makes it may not make.
    ("true", "false"): {
        "App": (TOOLS, USE),
        "CreateChangeSetTest": (TOOLS, {"kms:Decrypt", "s3:GetObjectVersion"}),
        "DeployChangeSetTest": (TOOLS, {"lambda:CreateFunction", "iam:CreateRole"}),
        "CreateChangeSetProd": (TOOLS, {"kms:Decrypt", "s3:GetObjectVersion"}),
        "DeployChangeSetProd": (TOOLS, {"lambda:CreateFunction", "iam:CreateRole"}),
    },
}
MATRIX["false", "false"] = MATRIX["true", "false"] | MATRIX["false", "true"]


@pytest.mark.parametrize(("build", "across"), MATRIX)
def test_each_way_the_conditions_turn_out_has_the_verdicts_worked_out_by_hand(
    tmp_path, build, across
):
    found, expected = report(tmp_path, build=build, across=across), MATRIX[build, across]
    refusing = {name for name, verdict in verdicts(found).items() if verdict == "deny"}
    assert refusing == set(expected)
    assert set(verdicts(found).values()) <= {"allow", "deny"}
    for stage in found.pipelines[0].stages:
        for action in stage.actions:
            who, what = expected.get(action.name, ("", set()))
            denied = [hop for hop in action.hops if hop.outcome == "deny"]
            assert what <= {hop.action for hop in denied}
            assert all(hop.principal.endswith(who) for hop in denied)


def test_what_the_published_policies_open_is_found_where_it_is(tmp_path):
    places = {
        (finding.rule, Path(at.span.source.name).name, at.span.line)
        for finding in report(tmp_path).findings
        for at in finding.locations[:1]
    }
    deployer = "toolsacct-codepipeline-cloudformation-deployer.yaml"
    assert places >= {
        ("key-use-granted-to-account-root", "pre-reqs.yaml", 61),
        ("passrole-without-service-condition", "code-pipeline.yaml", 154),
        ("passrole-without-service-condition", deployer, 45),
        ("passrole-without-service-condition", deployer, 82),
        ("unneeded-statement", "code-pipeline.yaml", 183),  # the pipeline's kms:Decrypt, in vain
    }


def test_what_only_looks_wrong_in_them_is_not_reported(tmp_path):
    """The bucket names the project's role; what is packaged is under no key; a key's `*` is the key."""
    found = report(tmp_path)
    hops = [hop for stage in found.pipelines[0].stages for a in stage.actions for hop in a.hops]
    versions = [hop for hop in hops if hop.action == "s3:GetObjectVersion"]
    assert {hop.outcome for hop in versions if hop.principal.endswith(BUILD)} == {"allow"}
    keys = {hop.principal for hop in hops if hop.action.startswith("kms:")}
    assert not any(who.endswith("role/cloudformationdeployer-role") for who in keys)
    assert [finding for finding in found.findings if finding.rule == "stage-denied"] == []
