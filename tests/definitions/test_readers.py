"""What workflows, build scripts, Jenkinsfiles and SageMaker pipelines tell, and what they do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xacct_guard.definitions.buildspec import read_buildspec
from xacct_guard.definitions.github_workflow import is_workflow, read_workflow
from xacct_guard.definitions.jenkinsfile import read_jenkinsfile
from xacct_guard.definitions.sagemaker_pipeline import read_sagemaker_pipeline
from xacct_guard.errors import InputError
from xacct_guard.iam.symbol import only_symbol, shown
from xacct_guard.read import read
from xacct_guard.run import Options, check
from xacct_guard.span import Node, Source

TRAIN = {
    "Version": "2020-12-01",
    "Parameters": [
        {"Name": "Data", "Type": "String", "DefaultValue": "s3://data/train"},
        {"Name": "Key", "Type": "String"},
    ],
    "Steps": [
        {
            "Name": "Fit",
            "Type": "Training",
            "DependsOn": ["Prepare"],
            "Arguments": {
                "RoleArn": "arn:aws:iam::111111111111:role/job",
                "InputDataConfig": [{"S3Uri": {"Get": "Parameters.Data"}}],
                "OutputDataConfig": {
                    "S3OutputPath": {
                        "Std:Join": {
                            "On": "/",
                            "Values": ["s3:/", "models", {"Get": "Parameters.Data"}],
                        }
                    },
                    "KmsKeyId": {"Get": "Parameters.Key"},
                },
            },
        },
        {
            "Name": "GoodEnough",
            "Type": "Condition",
            "Arguments": {
                "Conditions": [],
                "IfSteps": [
                    {
                        "Name": "Register",
                        "Type": "RegisterModel",
                        "Arguments": {
                            "ModelDataUrl": {"Get": "Steps.Fit.ModelArtifacts.S3ModelArtifacts"}
                        },
                    }
                ],
                "ElseSteps": [{"Name": "Stop", "Type": "Fail"}],
            },
        },
        {"Name": "Tell", "Type": "Lambda", "FunctionArn": "arn:aws:lambda:x", "Arguments": {}},
        {"Name": "New", "Type": "BedrockCustomModel", "Arguments": {}},
    ],
}


def node(value: object, name: str = "train.pipeline.json") -> Node:
    return read(Source(name, json.dumps(value)))


def test_every_step_is_read_those_of_branches_too():
    steps = read_sagemaker_pipeline(node(TRAIN)).steps
    assert [(step.name, step.type, step.branch) for step in steps] == [
        ("Fit", "Training", None),
        ("GoodEnough", "Condition", None),
        ("Register", "RegisterModel", "GoodEnough"),
        ("Stop", "Fail", "GoodEnough"),
        ("Tell", "Lambda", None),
        ("New", "BedrockCustomModel", None),
    ]
    assert steps[0].depends_on == ("Prepare",)
    assert steps[4].settings["FunctionArn"].text == "arn:aws:lambda:x"
    assert all(step.span.line for step in steps)


def test_references_are_followed_as_far_as_anybody_knows():
    fit, _, register, *_ = read_sagemaker_pipeline(node(TRAIN)).steps
    assert fit.arguments.get("InputDataConfig", 0, "S3Uri").text == "s3://data/train"
    output = fit.arguments.get("OutputDataConfig")
    assert output.get("S3OutputPath").text == "s3://models/s3://data/train"
    assert shown(output.get("KmsKeyId").text) == "${pipeline parameter Key}"
    unknown = register.arguments.get("ModelDataUrl").text
    assert only_symbol(unknown).name == "Steps.Fit.ModelArtifacts.S3ModelArtifacts"
    assert fit.role.text == "arn:aws:iam::111111111111:role/job"


@pytest.mark.parametrize("missing", ["Name", "Type"])
def test_a_step_without_a_name_or_type_is_an_error_at_its_place(missing):
    step = {"Name": "Step", "Type": "Fail"}
    del step[missing]
    with pytest.raises(InputError, match=f"no `{missing}`") as raised:
        read_sagemaker_pipeline(node({**TRAIN, "Steps": [step]}))
    assert raised.value.at.path == "Steps[0]"


TOKEN = "permissions: {id-token: write, contents: read}"


def workflow(job: str, on: str = "on: {push: {branches: [main]}}", asks: str = TOKEN):
    text = f"""
name: deploy
{on}
{asks}
jobs:
  release:
{job}
"""
    document = read(Source(".github/workflows/deploy.yml", text))
    assert is_workflow(document)
    return read_workflow(document)


STEPS = """
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with: {role-to-assume: "%s", aws-region: eu-west-1}
"""
ROLE = "arn:aws:iam::222222222222:role/release"


def context(flow):
    return {key: each.text for key, each in flow.steps[0].get("context").mapping.items()}


def test_a_job_takes_on_its_role_by_the_token_of_github():
    (flow,) = workflow(STEPS % ROLE)
    assert (flow.name, flow.account, flow.region) == ("deploy/release", "222222222222", "eu-west-1")
    provider = "oidc-provider/token.actions.githubusercontent.com"
    assert flow.principal == f"arn:aws:iam::222222222222:{provider}"
    assert flow.steps[0].get("role").text == ROLE
    assert context(flow)["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"


SUBJECTS = {
    "repo:*:ref:refs/heads/main": ("", "on: {push: {branches: [main]}}"),
    "repo:*:environment:live": ("    environment: live\n", "on: push"),
    "repo:*:ref:refs/heads/*": ("", "on: {push: {branches: ['v[0-9]+']}}"),
    "repo:*:ref:refs/tags/v*": ("", "on: {push: {tags: ['v*']}}"),
    "repo:*:pull_request": ("", "on: [pull_request]"),
    "repo:*:*": ("", "on: [push, pull_request]"),
}


@pytest.mark.parametrize("shape", SUBJECTS)
def test_of_the_subject_is_known_what_the_workflow_says(shape):
    environment, on = SUBJECTS[shape]
    (flow,) = workflow(environment + STEPS % ROLE, on)
    subject = context(flow)["token.actions.githubusercontent.com:sub"]
    assert only_symbol(subject).shape == shape


def test_a_role_in_a_secret_is_not_known():
    (flow,) = workflow(STEPS % "${{ secrets.DEPLOY_ROLE }}")
    assert "secrets.DEPLOY_ROLE" in shown(flow.steps[0].get("role").text)
    assert only_symbol(flow.account).shape == "?" * 12


@pytest.mark.parametrize(
    ("whole", "job", "role"),
    [
        (f"env: {{ROLE: '{ROLE}'}}", "", ROLE),
        ("env: {ROLE: other}", f"    env: {{ROLE: '{ROLE}'}}\n", ROLE),
        ("env: {ROLE: '${{ vars.ROLE }}'}", "", "env.ROLE"),
        ("", "", "env.ROLE"),
    ],
)
def test_a_role_in_a_variable_that_the_workflow_sets_is_known(whole, job, role):
    (flow,) = workflow(job + STEPS % "${{ env.ROLE }}", f"on: push\n{whole}")
    assert role in shown(flow.steps[0].get("role").text)


def test_a_job_with_access_keys_takes_no_role_by_token():
    keys = STEPS.replace("aws-region", "aws-access-key-id: x, aws-region") % ROLE
    (flow,) = workflow(keys)
    assert only_symbol(flow.principal).name == "whose access keys job deploy/release has"
    assert flow.steps[0].text_at("tags", "GitHub") == "Actions"


CHAINED = (
    STEPS
    + """
      - uses: aws-actions/configure-aws-credentials@v4
        with: {role-to-assume: "arn:aws:iam::333333333333:role/live", role-chaining: true, %s}
"""
)


@pytest.mark.parametrize(
    ("skip", "tags"), [("aws-region: x", True), ("role-skip-session-tagging: true", False)]
)
def test_a_job_goes_on_from_role_to_role_and_tags_the_session(skip, tags):
    (flow,) = workflow(CHAINED % (ROLE, skip))
    first, second, _ = flow.steps
    assert (first.text_at("role"), second.text_at("role")) == (
        ROLE,
        "arn:aws:iam::333333333333:role/live",
    )
    assert (second.get("tags") is not None, first.get("tags")) == (tags, None)
    assert second.text_at("external_id") == ""


@pytest.mark.parametrize(
    ("asks", "job", "on", "none"),
    [
        (TOKEN, "", "on: push", False),
        ("permissions: write-all", "", "on: push", False),
        ("", "", "on: push", True),
        ("", "", "on: {workflow_call: {}}", False),
        ("permissions: {contents: read}", "", "on: push", True),
        ("permissions: read-all", f"    {TOKEN}", "on: push", False),
        (TOKEN, "    permissions: {contents: read}", "on: push", True),
    ],
)
def test_a_job_that_does_not_ask_for_a_token_gets_none(asks, job, on, none):
    (flow,) = workflow(job + STEPS % ROLE, on, asks)
    assert (flow.steps[0].get("cannot") is not None) is none


@pytest.mark.parametrize(
    ("runner", "public"), [("ubuntu-latest", True), ("[self-hosted, linux]", False), ("big", False)]
)
def test_the_runners_of_github_are_on_the_internet(runner, public):
    (flow,) = workflow(f"    runs-on: {runner}\n{STEPS % ROLE}")
    assert flow.stand.public is public


TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Release:
    Type: AWS::IAM::Role
    Properties:
      RoleName: release
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal: {Federated: "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com"}
          Action: sts:AssumeRoleWithWebIdentity
          Condition:
            StringEquals: {"token.actions.githubusercontent.com:aud": "%s"}
            StringLike: {"token.actions.githubusercontent.com:sub": "%s"}
"""


@pytest.mark.parametrize(
    ("audience", "subject", "verdict"),
    [
        ("sts.amazonaws.com", "repo:*", "allow"),
        ("sts.amazonaws.com", "repo:acme/models:*", "unknown"),
        ("sts.amazonaws.com", "repo:*:ref:refs/heads/main", "allow"),
        ("sts.amazonaws.com", "repo:*:environment:live", "implicit_deny"),
        ("somebody.else", "repo:*", "implicit_deny"),
    ],
)
def test_the_trust_of_the_role_decides_whether_a_job_gets_it(tmp_path, audience, subject, verdict):
    (tmp_path / "role.yaml").write_text(TEMPLATE % (audience, subject))
    (tmp_path / "xacct-guard.yaml").write_text(
        'accounts: {live: {id: "222222222222", regions: [eu-west-1]}}\n'
        "stacks: [{name: role, template: role.yaml, account: live}]\n"
    )
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    text = f"name: deploy\non: {{push: {{branches: [main]}}}}\n{TOKEN}\njobs:\n  release:\n{STEPS % ROLE}"
    (folder / "deploy.yml").write_text(text)
    report = check((tmp_path,), Options()).report
    assert report.failures == ()
    hop, *_ = [h for p in report.pipelines for s in p.stages for a in s.actions for h in a.hops]
    assert (hop.action, hop.verdict) == ("sts:AssumeRoleWithWebIdentity", verdict)


def test_a_jenkinsfile_tells_the_roles_it_takes_on():
    text = """
pipeline { stages { stage('deploy') { steps {
  withAWS(role: 'deploy', roleAccount: '333333333333', region: 'us-east-1') { sh 'make' }
  withAWS(role: "arn:aws:iam::${ACCOUNT}:role/other") { sh 'make' }
  withAWS(credentials: 'key') { sh 'make' }
} } } }
"""
    first, second = read_jenkinsfile(Source("Jenkinsfile", text))
    assert (first.role, first.region) == ("arn:aws:iam::333333333333:role/deploy", "us-east-1")
    assert first.span.line == 3
    assert shown(second.role) == "arn:aws:iam::${Jenkins' ACCOUNT}:role/other"


@pytest.mark.parametrize(
    ("sets", "role"),
    [
        ("environment { ACCOUNT = '333333333333' }", "arn:aws:iam::333333333333:role/other"),
        ('def ACCOUNT = "333333333333"', "arn:aws:iam::333333333333:role/other"),
        ("ACCOUNT = params.ACCOUNT", "arn:aws:iam::${Jenkins' env.ACCOUNT}:role/other"),
        ("ACCOUNT = '1'\n  ACCOUNT = '2'", "arn:aws:iam::${Jenkins' env.ACCOUNT}:role/other"),
    ],
)
def test_a_jenkinsfile_may_set_what_it_names(sets, role):
    steps = '  withAWS(role: "arn:aws:iam::${env.ACCOUNT}:role/other") { sh "make" }\n'
    text = sets.replace("{ ", "{\n").replace(" }", "\n}") + f"\n{steps}"
    (found,) = read_jenkinsfile(Source("Jenkinsfile", text))
    assert shown(found.role) == role


def test_a_build_tells_roles_and_images_it_names():
    text = """
version: 0.2
env:
  variables: {STAGE: live}
  parameter-store: {KEY: /models/key}
phases:
  build:
    commands:
      - aws sts assume-role --role-arn arn:aws:iam::333333333333:role/deploy --role-session-name x
      - docker pull 333333333333.dkr.ecr.us-east-1.amazonaws.com/base:1
      - docker push $REPOSITORY:latest && aws s3 cp model.tar.gz s3://models/
"""
    found = read_buildspec(read(Source("buildspec.yml", text)))
    assert [(hint.how, hint.name) for hint in found.hints] == [
        ("assume", "arn:aws:iam::333333333333:role/deploy"),
        ("pull", "333333333333.dkr.ecr.us-east-1.amazonaws.com/base:1"),
        ("push", "$REPOSITORY:latest"),
        ("call", "s3 cp"),
    ]
    assert found.variables["STAGE"].text == "live"
    assert found.parameters["KEY"].text == "/models/key"


def test_a_sagemaker_pipeline_of_the_configuration_is_a_resource(tmp_path: Path):
    (tmp_path / "train.pipeline.json").write_text(json.dumps(TRAIN))
    (tmp_path / "xacct-guard.yaml").write_text(
        'accounts: {dev: {id: "111111111111", regions: [us-east-1]}}\n'
        "sagemaker_pipelines:\n"
        '  - {definition: train.pipeline.json, role: "arn:aws:iam::111111111111:role/p", account: dev}\n'
    )
    from xacct_guard.run import model_of

    graph = model_of((tmp_path,), Options()).graph
    (pipeline,) = graph.of_type("sagemaker:pipeline")
    assert pipeline.arn == "arn:aws:sagemaker:us-east-1:111111111111:pipeline/train"
    assert pipeline.facts["role"].text == "arn:aws:iam::111111111111:role/p"
