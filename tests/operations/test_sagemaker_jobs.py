"""Processing, transform, tuning and AutoML jobs, row by row."""

from __future__ import annotations

import pytest

from tests.operations.account import (
    CI,
    IMAGE,
    JOB,
    KEY,
    US,
    Work,
    account,
    called,
    denying,
    subnet,
)
from xacct_guard.graph.step import Ground
from xacct_guard.iam.symbol import Symbol, shown
from xacct_guard.operations import operations

PROCESSING = {
    "ProcessingJobName": "prepare",
    "RoleArn": JOB,
    "AppSpecification": {"ImageUri": IMAGE},
    "ProcessingResources": {
        "ClusterConfig": {"InstanceType": "ml.m5.large", "VolumeKmsKeyId": KEY}
    },
    "ProcessingInputs": [
        {"InputName": "in", "S3Input": {"S3Uri": "s3://data/raw", "S3DataType": "S3Prefix"}}
    ],
    "ProcessingOutputConfig": {
        "KmsKeyId": KEY,
        "Outputs": [{"OutputName": "out", "S3Output": {"S3Uri": "s3://models/prepared"}}],
    },
}
TRANSFORM = {
    "TransformJobName": "predict",
    "ModelName": "known",
    "TransformInput": {
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/new"}}
    },
    "TransformOutput": {"S3OutputPath": "s3://models/predictions"},
    "TransformResources": {"InstanceType": "ml.m5.large"},
}
TUNING = {
    "HyperParameterTuningJobName": "tune",
    "TrainingJobDefinition": {
        "RoleArn": JOB,
        "AlgorithmSpecification": {"TrainingImage": IMAGE},
        "OutputDataConfig": {"S3OutputPath": "s3://models/out", "KmsKeyId": KEY},
        "ResourceConfig": {"InstanceType": "ml.m5.large"},
    },
}
AUTOML = {
    "AutoMLJobName": "auto",
    "RoleArn": JOB,
    "AutoMLJobInputDataConfig": [
        {
            "ChannelType": "training",
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/a"}},
        }
    ],
    "OutputDataConfig": {"S3OutputPath": "s3://models/auto"},
}
MODEL = """
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ModelName: known
      ExecutionRoleArn: !GetAtt Job.Arn
      PrimaryContainer: {Image: IMAGE, ModelDataUrl: s3://models/known/model.tar.gz}
""".replace("IMAGE", IMAGE)


@pytest.mark.parametrize(
    ("action", "request_", "more", "by_role", "by_caller"),
    [
        (
            "CreateProcessingJob",  # 1.2
            PROCESSING,
            "",
            {
                "s3:ListBucket",
                "s3:GetObject",
                "s3:PutObject",
                "ecr:BatchGetImage",
                "kms:GenerateDataKey",
            },
            {"sagemaker:CreateProcessingJob", "iam:PassRole"},
        ),
        (
            "CreateTransformJob",  # 1.4
            TRANSFORM,
            MODEL,
            {"s3:ListBucket", "s3:GetObject", "s3:PutObject", "ecr:BatchGetImage"},
            {"sagemaker:CreateTransformJob"},
        ),
        (
            "CreateHyperParameterTuningJob",  # 1.3
            TUNING,
            "",
            {"s3:PutObject", "ecr:BatchGetImage", "kms:GenerateDataKey"},
            {"sagemaker:CreateHyperParameterTuningJob", "iam:PassRole"},
        ),
        (
            "CreateAutoMLJobV2",
            AUTOML,
            "",
            {"s3:ListBucket", "s3:GetObject", "s3:PutObject"},
            {"sagemaker:CreateAutoMLJobV2", "iam:PassRole"},
        ),
    ],
)
def test_the_role_and_the_caller_need_each_of_their_rights(
    action: str, request_: dict, more: str, by_role: set[str], by_caller: set[str]
):
    whole = called(account(more=more), action, request_)
    assert whole.refused() == set()
    assert whole.one(f"sagemaker:{action}").principal == CI
    for each in by_role:
        assert each in called(account(role=denying(each), more=more), action, request_).refused()
    for each in by_caller:
        found = called(account(caller=denying(each), more=more), action, request_)
        assert found.refused() == {each}


def transformed(**network: object) -> Work:
    return called(account(more=MODEL), "CreateTransformJob", TRANSFORM)


def test_a_transform_passes_no_role_and_runs_as_its_models():  # 1.4
    found = transformed()
    assert found.of("iam:PassRole") == []
    taken = found.one("sts:AssumeRole")
    assert taken.resource == JOB
    assert (
        taken.context["aws:sourcearn"] == f"arn:aws:sagemaker:eu-west-1:{US}:transform-job/predict"
    )
    assert found.one("sagemaker:CreateTransformJob").context["sagemaker:modelarn"] == (
        f"arn:aws:sagemaker:eu-west-1:{US}:model/known"
    )


def test_a_transform_without_a_key_writes_under_aws_s3():
    assert transformed().one("s3:PutObject").key == f"arn:aws:kms:eu-west-1:{US}:alias/aws/s3"


def test_a_transform_of_a_model_that_is_not_here_is_unknown():
    found = called(account(), "CreateTransformJob", TRANSFORM)
    assert [shown(action) for action in found.open()] == [
        "${the model known, its role and its data}"
    ]


def test_the_network_of_a_transform_is_its_models():  # 1.4
    vpc = MODEL + "      VpcConfig: {Subnets: [!Ref Subnet], SecurityGroupIds: [sg-1]}\n"
    found = called(account(more=vpc), "CreateTransformJob", TRANSFORM)
    assert found.one("s3:PutObject").stand.subnets == (subnet(found.graph),)
    assert found.one("ecr:BatchGetImage").stand is None


def test_results_of_processing_without_a_key_are_as_the_bucket_says():
    request = {
        **PROCESSING,
        "ProcessingOutputConfig": {"Outputs": [{"S3Output": {"S3Uri": "s3://models/x"}}]},
    }
    step = called(account(), "CreateProcessingJob", request).one("s3:PutObject")
    assert step.key is None
    assert "s3:x-amz-server-side-encryption" in step.unknown


def test_processing_stands_where_its_network_config_says():  # 1.2
    graph = account()
    network = {"VpcConfig": {"Subnets": [subnet(graph)], "SecurityGroupIds": ["sg-1"]}}
    found = called(graph, "CreateProcessingJob", {**PROCESSING, "NetworkConfig": network})
    assert found.one("s3:PutObject").stand is not None
    assert found.one("sagemaker:CreateProcessingJob").context["sagemaker:vpcsubnets"] == (
        subnet(graph),
    )


def test_what_a_query_asks_for_is_unknown():
    query = {"AthenaDatasetDefinition": {"OutputS3Uri": "s3://data/q", "QueryString": "select 1"}}
    request = {**PROCESSING, "ProcessingInputs": [{"InputName": "q", "DatasetDefinition": query}]}
    found = called(account(), "CreateProcessingJob", request)
    assert any("the query of input `q`" in shown(action) for action in found.open())


@pytest.mark.parametrize("member", ["TrainingJobDefinition", "TrainingJobDefinitions"])
def test_a_tuning_job_runs_each_definition(member: str):  # 1.3
    definition = TUNING["TrainingJobDefinition"]
    given = [definition, definition] if member.endswith("s") else definition
    request = {"HyperParameterTuningJobName": "tune", member: given}
    found = called(account(), "CreateHyperParameterTuningJob", request)
    assert len(found.of("iam:PassRole")) == (2 if member.endswith("s") else 1)
    assert found.of("sagemaker:CreateHyperParameterTuningJob")[0].context[
        "sagemaker:outputkmskey"
    ] in (KEY, (KEY,))
    assert "aws:sourcearn" in found.of("sts:AssumeRole")[0].unknown


@pytest.mark.parametrize(
    ("action", "rule"),
    [
        ("CreateTrainingJob", "StepFunctionsGetEventsForSageMakerTrainingJobsRule"),  # STE-074
        ("CreateTransformJob", "StepFunctionsGetEventsForSageMakerTransformJobsRule"),  # STE-077
        (
            "CreateHyperParameterTuningJob",
            "StepFunctionsGetEventsForSageMakerTuningJobsRule",
        ),  # STE-083
    ],
)
def test_step_functions_waits_by_a_rule_of_its_own(action: str, rule: str):
    integration = operations()[f"sagemaker:{action}"].integration
    assert integration is not None
    assert integration.rule == rule
    assert integration.sync[0] == f"sagemaker:{action.replace('Create', 'Describe')}"


def test_nothing_of_waiting_for_a_processing_job_makes_a_denial():  # STE-079, STE-080: not verified
    integration = operations()["sagemaker:CreateProcessingJob"].integration
    assert integration is not None and integration.sync == ()
    assert integration.page.ground is Ground.EXPERIENCE


def test_by_what_way_the_data_of_processing_go_is_unknown_where_its_network_is():
    perimeter = denying("s3:PutObject", StringNotEquals={"aws:SourceVpce": "vpce-1"})
    request = {**PROCESSING, "NetworkConfig": str(Symbol("$.network"))}
    found = called(account(role=perimeter), "CreateProcessingJob", request)
    assert "s3:PutObject" in found.open() - found.refused()
