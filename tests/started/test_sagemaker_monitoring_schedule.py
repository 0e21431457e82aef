"""A monitoring schedule of a template: the jobs that it starts by itself."""

from __future__ import annotations

import pytest

from tests.operations.account import IMAGE, JOB, account, denying, work
from xacct_guard.graph.step import Start
from xacct_guard.iam.symbol import shown
from xacct_guard.started import steps_of

DEFINITION = f"""
          RoleArn: !GetAtt Job.Arn
          MonitoringAppSpecification: {{ImageUri: {IMAGE}}}
          MonitoringInputs:
            - BatchTransformInput: {{DataCapturedDestinationS3Uri: s3://data/captured, LocalPath: /in}}
          MonitoringOutputConfig:
            MonitoringOutputs: [{{S3Output: {{S3Uri: s3://models/reports, LocalPath: /out}}}}]
          MonitoringResources:
            ClusterConfig: {{InstanceType: ml.m5.large, InstanceCount: 1, VolumeSizeInGB: 5}}
"""
SCHEDULE = """
  Schedule:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      MonitoringScheduleName: hourly
      MonitoringScheduleConfig:
        """
INSIDE = SCHEDULE + "MonitoringJobDefinition:" + DEFINITION
NAMED = SCHEDULE + "{MonitoringJobDefinitionName: elsewhere, MonitoringType: DataQuality}\n"


def ran(more: str, **rights: object):
    graph = account(more=more, **rights)
    (schedule,) = graph.of_type("sagemaker:monitoring-schedule")
    return work(graph, steps_of(Start(schedule.arn, schedule.span), graph))


@pytest.mark.parametrize(
    "action", ["s3:ListBucket", "s3:GetObject", "s3:PutObject", "ecr:BatchGetImage"]
)
def test_its_jobs_need_the_rights_of_a_processing_job(action: str):  # 4.11
    found = ran(INSIDE)
    assert found.refused() == set()
    assert {step.principal for step in found.steps} == {JOB, "sagemaker.amazonaws.com"}
    assert found.of("iam:PassRole") == []
    assert action in ran(INSIDE, role=denying(action)).refused()


def test_a_role_that_does_not_trust_sagemaker_runs_nothing():  # 1.7
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    assert ran(INSIDE, trust=trust).refused() == {"sts:AssumeRole"}


def test_a_definition_that_is_not_here_is_unknown():
    assert ["the job definition of" in shown(action) for action in ran(NAMED).open()] == [True]
