"""The single-account pipelines as published, under a configuration of ours: verdicts worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.run import Options, check
from xacct_guard.verdicts import ActionVerdict, HopVerdict, Report

FILES = (
    Path(__file__).parents[2]
    / "shared/corpus/PacktPublishing__The-Machine-Learning-Solutions-Architect-Handbook/Chapter09"
)

if not FILES.is_dir():
    pytest.skip(f"the published files are not at {FILES}", allow_module_level=True)

AUTHOR, READER = "300165273893", "111111111111"
CONFIGURATION = """
accounts:
  author: {{id: "{author}", regions: [ca-central-1]}}
  reader: {{id: "{reader}", regions: [ca-central-1]}}
stacks:
  - {{name: by-hand, template: by-hand.yaml, account: {who}}}
  - {{name: topic, template: topic.yaml, account: author}}
  - {{name: training, template: {files}/mlpipeline_1.yaml, account: {who}}}
  - {{name: deployment, template: {files}/mldeployment-pipeline.yaml, account: {who}}}
  - {{name: hosting, template: {files}/sagemaker_hosting.yaml, account: {who}}}
pipelines:
  - {{name: deployment-pipeline, artifacts: {{TemplateSource: source}}}}
"""
# What the text takes for granted: the topic of approvals, and the model that a run has left.
TOPIC = """
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: CodePipelineSNSTopicApproval}}
"""
BY_HAND = """
Resources:
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ModelName: bert
      ExecutionRoleArn: !GetAtt Role.Arn
      PrimaryContainer: {Image: public.ecr.aws/any/image:1}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: sagemaker.amazonaws.com}, Action: sts:AssumeRole}
"""
SAID, WANTED = "mldeployment.json", "mldeploymentconfig.json"


def report(folder: Path, *, file: str = SAID, who: str = "author") -> Report:
    """What a run says; `file` is the name that the parameters are saved under."""
    written = {
        "by-hand.yaml": BY_HAND,
        "topic.yaml": TOPIC,
        "source/mldeployment.yaml": (FILES / "mldeployment.yaml").read_text(),
        f"source/{file}": '{"Parameters": {"ModelName": "bert"}}',
        "xacct-guard.yaml": CONFIGURATION.format(
            files=FILES, author=AUTHOR, reader=READER, who=who
        ),
    }
    (folder / "source").mkdir()
    for name, text in written.items():
        (folder / name).write_text(text)
    return check((folder,), Options(config=folder / "xacct-guard.yaml")).report


def actions(found: Report) -> dict[str, ActionVerdict]:
    return {
        f"{pipeline.name}/{action.name}": action
        for pipeline in found.pipelines
        for stage in pipeline.stages
        for action in stage.actions
    }


def verdicts(found: Report) -> dict[str, str]:
    return {name: action.verdict for name, action in actions(found).items()}


def denied(found: Report) -> list[HopVerdict]:
    return [
        hop for action in actions(found).values() for hop in action.hops if hop.outcome == "deny"
    ]


RUN = "codecommit-events-pipeline/ExecuteSagemakerMLOpsStepFunction"


def test_everything_is_read_and_the_store_that_is_written_twice_is_found(tmp_path):
    found = report(tmp_path)
    assert found.failures == ()
    (twice,) = (each for each in found.findings if each.rule == "key-written-twice")
    assert "`ArtifactStore` is written twice" in twice.message
    assert (Path(twice.at.source.name).name, twice.at.line) == ("mlpipeline_1.yaml", 127)


def test_the_training_is_started_and_the_deployment_stops_at_its_parameters(tmp_path):
    found = report(tmp_path)
    assert verdicts(found) == {
        "codecommit-events-pipeline/SourceAction": "allow",
        # The state machine is of another text: all that the pipeline asks for is allowed.
        RUN: "unknown",
        "deployment-pipeline/SourceAction": "allow",
        "deployment-pipeline/CreateChangeSet": "deny",
        "deployment-pipeline/ApproveChangeSet": "allow",
        # Nor is it known then which model is served: `<mode name>` is what the template has.
        "deployment-pipeline/ExecuteChangeSet": "unknown",
    }
    (hop,) = denied(found)
    assert f"no file `{WANTED}` in the artifact `TemplateSource`" in hop.because


def test_of_the_training_only_what_the_state_machine_does_is_unknown(tmp_path):
    run = actions(report(tmp_path))[RUN]
    assert [hop.step for hop in run.hops if hop.outcome == "unknown"] == ["what is started goes on"]
    assert {hop.action for hop in run.hops if hop.outcome == "allow"} >= {
        *("states:DescribeStateMachine", "states:StartExecution", "states:DescribeExecution")
    }


def test_the_rule_starts_the_training_as_its_role(tmp_path):
    source = actions(report(tmp_path))["codecommit-events-pipeline/SourceAction"]
    starting = [hop for hop in source.hops if hop.action == "codepipeline:StartPipelineExecution"]
    assert [(hop.outcome, "AmazonCloudWatchEventRole" in hop.principal) for hop in starting] == [
        ("allow", True)
    ]


def test_with_the_file_renamed_the_deployment_runs(tmp_path):
    found = report(tmp_path, file=WANTED)
    of_deployment = {n: v for n, v in verdicts(found).items() if n.startswith("deployment")}
    assert set(of_deployment.values()) == {"allow"}
    assert denied(found) == []


def test_nobody_else_may_start_the_authors_state_machine_or_publish_to_his_topic(tmp_path):
    found = report(tmp_path, file=WANTED, who="reader")
    assert verdicts(found)[RUN] == "deny"
    assert verdicts(found)["deployment-pipeline/ApproveChangeSet"] == "deny"
    assert {hop.action for hop in denied(found)} == {
        *("states:DescribeStateMachine", "states:StartExecution", "states:DescribeExecution"),
        "sns:Publish",
    }


def test_roles_that_pass_any_role_are_found_where_they_are(tmp_path):
    places: dict[str, set[tuple[str, int | None]]] = {}
    for finding in report(tmp_path).findings:
        span = finding.locations[0].span
        places.setdefault(finding.rule, set()).add((Path(span.source.name).name, span.line))
    assert places["passrole-without-service-condition"] == {
        ("mldeployment-pipeline.yaml", 309),
        ("mlpipeline_1.yaml", 199),
    }
    # Who may do everything may pass any role as well: one cause, one finding.
    assert places["full-administration-granted"] == {("sagemaker_hosting.yaml", 44)}


def test_what_only_looks_wrong_is_not_reported(tmp_path):
    found = report(tmp_path, file=WANTED)
    refused = [finding.message for finding in found.findings if finding.rule == "stage-denied"]
    assert refused == []  # no kms, lambda or codedeploy is asked for, and the rule's role suffices
    asked = {hop.action.partition(":")[0] for each in actions(found).values() for hop in each.hops}
    assert asked.isdisjoint({"kms", "lambda", "codedeploy"})


WORKFLOW = """
accounts: {{ml: {{id: "{author}", regions: [ca-central-1]}}}}
stacks:
  - name: workflow
    template: {files}/training_workflow.yaml
    account: ml
    parameters: {{StepFunctionExecutionRoleArn: "arn:aws:iam::{author}:role/workflow"}}
policies:
  - document: {files}/AmazonSageMaker-StepFunctionsWorkflowExecutionRole-policy.json
    attached_to: "arn:aws:iam::{author}:role/workflow"
    account: ml
"""


def test_the_policy_of_the_workflow_alone_passes_no_role(tmp_path):
    file = tmp_path / "xacct-guard.yaml"
    file.write_text(WORKFLOW.format(files=FILES, author=AUTHOR))
    found = check((tmp_path,), Options(config=file)).report
    assert found.failures == ()
    refused = {hop.action for hop in denied(found)}
    # The console adds AmazonSageMakerFullAccess; whether a job is refused whose tag is, no guide says.
    assert "iam:PassRole" in refused
    assert refused <= {"iam:PassRole", "sagemaker:AddTags"}
