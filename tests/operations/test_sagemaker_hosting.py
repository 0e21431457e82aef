"""Models, endpoints and what watches them, row by row."""

from __future__ import annotations

import pytest

from tests.operations.account import CI, IMAGE, JOB, KEY, US, account, called, denying, subnet
from xacct_guard.iam.symbol import shown
from xacct_guard.trace import answer

HERE = f"arn:aws:sagemaker:eu-west-1:{US}"
MODEL = {
    "ModelName": "m",
    "ExecutionRoleArn": JOB,
    "PrimaryContainer": {"Image": IMAGE, "ModelDataUrl": "s3://models/m/model.tar.gz"},
}
ESTATE = f"""
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ModelName: known
      ExecutionRoleArn: !GetAtt Job.Arn
      PrimaryContainer: {{Image: {IMAGE}, ModelDataUrl: s3://models/known/model.tar.gz}}
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      EndpointConfigName: live
      KmsKeyId: {KEY}
      ProductionVariants: [{{VariantName: a, ModelName: !GetAtt Model.ModelName, InstanceType: ml.m5.large}}]
      DataCaptureConfig: {{DestinationS3Uri: s3://models/captured, KmsKeyId: {KEY}}}
      AsyncInferenceConfig:
        OutputConfig:
          S3OutputPath: s3://models/answers
          NotificationConfig: {{SuccessTopic: "arn:aws:sns:eu-west-1:{US}:done"}}
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties: {{EndpointName: live, EndpointConfigName: !GetAtt Config.EndpointConfigName}}
"""


@pytest.mark.parametrize(
    "action", ["s3:GetObject", "ecr:BatchGetImage", "ecr:GetAuthorizationToken"]
)
def test_a_model_is_loaded_as_its_role(action: str):  # 4.1, 4.5
    assert called(account(), "CreateModel", MODEL).refused() == set()
    assert action in called(account(role=denying(action)), "CreateModel", MODEL).refused()


@pytest.mark.parametrize("action", ["sagemaker:CreateModel", "iam:PassRole"])
def test_a_model_is_created_by_who_may(action: str):  # 4.1
    assert called(account(caller=denying(action)), "CreateModel", MODEL).refused() == {action}


def test_for_hosting_the_source_is_a_literal():  # 1.7
    step = called(account(), "CreateModel", MODEL).one("sts:AssumeRole")
    assert step.context["aws:sourcearn"] == f"{HERE}:*"


@pytest.mark.parametrize(
    ("container", "listed"),
    [
        ({"ModelDataUrl": "s3://models/m.tar.gz"}, False),
        ({"ModelDataUrl": "s3://models/many/", "Mode": "MultiModel"}, True),
        (
            {
                "ModelDataSource": {
                    "S3DataSource": {"S3Uri": "s3://models/m/", "S3DataType": "S3Prefix"}
                }
            },
            True,
        ),
        (
            {
                "ModelDataSource": {
                    "S3DataSource": {"S3Uri": "s3://models/m.tar.gz", "S3DataType": "S3Object"}
                }
            },
            False,
        ),
    ],
)
def test_a_prefix_of_models_is_listed(container: dict, listed: bool):  # 3.12, 4.5
    found = called(
        account(), "CreateModel", {**MODEL, "PrimaryContainer": {"Image": IMAGE, **container}}
    )
    assert bool(found.of("s3:ListBucket")) is listed
    assert found.of("s3:GetObject")


def test_an_image_of_a_private_registry_asks_nothing_of_ecr():
    config = {
        "RepositoryAccessMode": "Vpc",
        "RepositoryAuthConfig": {
            "RepositoryCredentialsProviderArn": f"arn:aws:lambda:eu-west-1:{US}:function:f"
        },
    }
    container = {"Image": "registry.example.com/train:1", "ImageConfig": config}
    found = called(account(), "CreateModel", {**MODEL, "PrimaryContainer": container})
    assert not [step for step in found.steps if step.action.startswith("ecr:")]
    assert found.one("lambda:InvokeFunction").optional


def test_how_the_check_at_creation_reaches_s3_nobody_says():  # 8.9, not verified
    graph = account()
    network = {"Subnets": [subnet(graph)], "SecurityGroupIds": ["sg-1"]}
    check, load = called(graph, "CreateModel", {**MODEL, "VpcConfig": network}).of("s3:GetObject")
    assert check.optional and "aws:sourcevpce" in check.unknown
    assert not load.optional and load.stand is not None


def test_hosting_looks_at_the_endpoints_of_the_vpc_as_well():  # 1.18
    graph = account()
    network = {"Subnets": [subnet(graph)], "SecurityGroupIds": ["sg-1"]}
    found = called(graph, "CreateModel", {**MODEL, "VpcConfig": network})
    assert found.one("ec2:DescribeVpcEndpoints").resource == "*"


def test_a_configuration_names_its_models_and_its_key():  # 4.2
    variants = [
        {"ModelName": "m", "InstanceType": "ml.m5.large", "AcceleratorType": "ml.eia2.medium"}
    ]
    request = {
        "EndpointConfigName": "c",
        "ProductionVariants": variants,
        "KmsKeyId": KEY,
        "ExecutionRoleArn": JOB,
    }
    found = called(account(), "CreateEndpointConfig", request)
    assert found.one("sagemaker:CreateEndpointConfig").context == {
        "sagemaker:acceleratortypes": ("ml.eia2.medium",),
        "sagemaker:instancetypes": ("ml.m5.large",),
        "sagemaker:modelarn": f"{HERE}:model/m",
        "sagemaker:volumekmskey": KEY,
        "sagemaker:volumekmskeyarn": KEY,
    }
    assert found.one("iam:PassRole").resource == JOB


def test_an_endpoint_writes_its_own_log():  # 4.5
    request = {"EndpointName": "mine", "EndpointConfigName": "live"}
    logs = called(account(more=ESTATE), "CreateEndpoint", request).of("logs:CreateLogGroup")
    assert {step.resource.rpartition("/")[2] for step in logs} == {"mine"}


@pytest.mark.parametrize("action", ["CreateEndpoint", "UpdateEndpoint"])
def test_an_endpoint_takes_a_right_on_its_configuration_too(action: str):  # 4.3
    request = {"EndpointName": "live", "EndpointConfigName": "live"}
    found = called(account(more=ESTATE), action, request)
    assert {step.resource for step in found.of(f"sagemaker:{action}")} == {
        f"{HERE}:endpoint/live",
        f"{HERE}:endpoint-config/live",
    }
    on_one = [
        {"Effect": "Allow", "NotAction": f"sagemaker:{action}", "Resource": "*"},
        {"Effect": "Allow", "Action": f"sagemaker:{action}", "Resource": f"{HERE}:endpoint/*"},
    ]
    assert (
        f"sagemaker:{action}"
        in called(account(caller=on_one, more=ESTATE), action, request).refused()
    )


def test_the_grant_for_an_endpoint_is_the_callers():  # 4.4
    request = {"EndpointName": "live", "EndpointConfigName": "live"}
    found = called(account(more=ESTATE), "CreateEndpoint", request)
    step = found.one("kms:CreateGrant")
    assert (step.principal, step.or_by, step.resource) == (CI, None, KEY)


def test_an_endpoint_loads_its_models_and_writes_what_it_captures():  # 4.5, 4.6, 4.7
    request = {"EndpointName": "live", "EndpointConfigName": "live"}
    found = called(account(more=ESTATE), "CreateEndpoint", request)
    assert "arn:aws:s3:::models/known/model.tar.gz" in {
        s.resource for s in found.of("s3:GetObject")
    }
    captured, answers = found.of("s3:PutObject")
    assert captured.optional and "/captured/" in captured.resource and captured.key == KEY
    assert not answers.optional and "/answers/" in answers.resource
    assert found.one("sns:Publish").resource == f"arn:aws:sns:eu-west-1:{US}:done"


def test_an_endpoint_whose_configuration_is_not_here_is_unknown():
    found = called(account(), "CreateEndpoint", {"EndpointName": "e", "EndpointConfigName": "c"})
    assert [shown(action) for action in found.open()] == [
        "${what the endpoint configuration c says}"
    ]


@pytest.mark.parametrize("rights", ["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointAsync"])
def test_an_endpoint_is_asked_in_the_account_of_who_asks(rights: str):  # 4.8
    action = rights.partition(":")[2]
    request = {"EndpointName": "live"}
    found = called(account(more=ESTATE), action, request)
    assert found.one(rights).resource == f"{HERE}:endpoint/live"
    assert called(account(caller=denying(rights), more=ESTATE), action, request).refused() == {
        rights
    }


def test_the_role_of_the_model_reads_a_question_that_is_in_s3():  # 4.7
    request = {"EndpointName": "live", "InputLocation": "s3://data/question.json"}
    found = called(account(more=ESTATE), "InvokeEndpointAsync", request)
    step = found.one("s3:GetObject")
    assert (step.principal, step.resource) == (JOB, "arn:aws:s3:::data/question.json")


DEFINITION = {
    "RoleArn": JOB,
    "MonitoringAppSpecification": {"ImageUri": IMAGE},
    "MonitoringInputs": [{"EndpointInput": {"EndpointName": "live"}}],
    "MonitoringOutputConfig": {
        "MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://models/reports"}}]
    },
    "MonitoringResources": {"ClusterConfig": {"InstanceType": "ml.m5.large"}},
    "BaselineConfig": {"ConstraintsResource": {"S3Uri": "s3://data/constraints.json"}},
}
SCHEDULE = {
    "MonitoringScheduleName": "s",
    "MonitoringScheduleConfig": {"MonitoringJobDefinition": DEFINITION},
}


@pytest.mark.parametrize(
    "action",
    [
        *("s3:ListBucket", "s3:GetObject", "s3:PutObject", "ecr:BatchGetImage"),
        *("sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"),
    ],
)
def test_a_schedule_runs_jobs_that_read_what_is_captured(action: str):  # 4.11
    found = called(account(more=ESTATE), "CreateMonitoringSchedule", SCHEDULE)
    assert found.refused() == set()
    assert any("/captured" in step.resource for step in found.of("s3:GetObject"))
    denied = account(role=denying(action), more=ESTATE)
    assert action in called(denied, "CreateMonitoringSchedule", SCHEDULE).refused()


def test_a_schedule_of_an_endpoint_that_is_not_here_is_unknown():
    found = called(account(), "CreateMonitoringSchedule", SCHEDULE)
    assert [shown(action) for action in found.open()] == ["${where live puts what it captures}"]


def test_a_schedule_by_the_name_of_its_definition_runs_that():
    more = (
        ESTATE
        + f"""
  Quality:
    Type: AWS::SageMaker::DataQualityJobDefinition
    Properties:
      JobDefinitionName: quality
      RoleArn: !GetAtt Job.Arn
      DataQualityAppSpecification: {{ImageUri: {IMAGE}}}
      DataQualityJobInput: {{EndpointInput: {{EndpointName: live, LocalPath: /in}}}}
      DataQualityJobOutputConfig: {{MonitoringOutputs: [{{S3Output: {{S3Uri: s3://models/q, LocalPath: /o}}}}]}}
      JobResources: {{ClusterConfig: {{InstanceType: ml.m5.large, InstanceCount: 1, VolumeSizeInGB: 1}}}}
"""
    )
    request = {
        "MonitoringScheduleName": "s",
        "MonitoringScheduleConfig": {
            "MonitoringJobDefinitionName": "quality",
            "MonitoringType": "DataQuality",
        },
    }
    found = called(account(more=more), "CreateMonitoringSchedule", request)
    assert found.one("s3:PutObject").resource.startswith("arn:aws:s3:::models/q/")


@pytest.mark.parametrize(
    "kind", ["DataQuality", "ModelQuality", "ModelBias", "ModelExplainability"]
)
def test_a_definition_passes_its_role(kind: str):  # 4.11
    request = {"JobDefinitionName": "d", "RoleArn": JOB}
    found = called(account(), f"Create{kind}JobDefinition", request)
    assert found.one("iam:PassRole").resource == JOB
    assert answer(found.steps[0], found.graph).verdict.value == "allow"
