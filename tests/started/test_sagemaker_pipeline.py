"""A SageMaker pipeline that is started: whose role asks for what, step by step."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.operations.account import (
    IMAGE,
    JOB,
    REGION,
    US,
    Work,
    account,
    called,
    denying,
    node,
    work,
)
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.model import Resource
from xacct_guard.graph.step import Start
from xacct_guard.iam.symbol import shown
from xacct_guard.run import Options, model_of
from xacct_guard.started import steps_of
from xacct_guard.started.sagemaker_pipeline.step_types import STEP_TYPES

PIPELINE = f"arn:aws:sagemaker:{REGION}:{US}:pipeline/train"
RUNNER = f"arn:aws:iam::{US}:role/ci"
PREPARE = {
    "Name": "Prepare",
    "Type": "Processing",
    "Arguments": {
        "RoleArn": JOB,
        "AppSpecification": {"ImageUri": IMAGE},
        "ProcessingResources": {"ClusterConfig": {"InstanceType": "ml.m5.large"}},
        "ProcessingOutputConfig": {
            "Outputs": [{"OutputName": "o", "S3Output": {"S3Uri": "s3://data/prepared"}}]
        },
    },
    "PropertyFiles": [{"PropertyFileName": "Report", "OutputName": "o", "FilePath": "report.json"}],
}
FIT = {
    "Name": "Fit",
    "Type": "Training",
    "Arguments": {
        "RoleArn": JOB,
        "AlgorithmSpecification": {"TrainingImage": IMAGE},
        "OutputDataConfig": {"S3OutputPath": "s3://models/out"},
        "ResourceConfig": {"InstanceType": "ml.m5.large"},
        "InputDataConfig": [
            {
                "ChannelName": "train",
                "DataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Prefix",
                        "S3Uri": {
                            "Get": "Steps.Prepare.ProcessingOutputConfig.Outputs['o'].S3Output.S3Uri"
                        },
                    }
                },
            }
        ],
    },
}
MAKE = {
    "Name": "Make",
    "Type": "Model",
    "Arguments": {
        "ExecutionRoleArn": JOB,
        "PrimaryContainer": {
            "Image": IMAGE,
            "ModelDataUrl": {"Get": "Steps.Fit.ModelArtifacts.S3ModelArtifacts"},
        },
    },
}
PREDICT = {
    "Name": "Predict",
    "Type": "Transform",
    "Arguments": {
        "ModelName": {"Get": "Steps.Make.ModelName"},
        "TransformInput": {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/new"}}
        },
        "TransformOutput": {"S3OutputPath": "s3://models/predictions"},
        "TransformResources": {"InstanceType": "ml.m5.large"},
    },
}
REGISTER = {
    "Name": "Register",
    "Type": "RegisterModel",
    "Arguments": {
        "ModelPackageGroupName": "models",
        "ModelApprovalStatus": "PendingManualApproval",
        "InferenceSpecification": {
            "Containers": [
                {
                    "Image": IMAGE,
                    "ModelDataUrl": {"Get": "Steps.Fit.ModelArtifacts.S3ModelArtifacts"},
                }
            ]
        },
    },
}
CHECK = {
    "Name": "GoodEnough",
    "Type": "Condition",
    "Arguments": {
        "Conditions": [
            {
                "Type": "LessThanOrEqualTo",
                "LeftValue": {
                    "Std:JsonGet": {
                        "PropertyFile": {"Get": "Steps.Prepare.PropertyFiles.Report"},
                        "Path": "mse",
                    }
                },
                "RightValue": 6.0,
            }
        ],
        "IfSteps": [REGISTER],
        "ElseSteps": [{"Name": "Stop", "Type": "Fail", "Arguments": {"ErrorMessage": "no"}}],
    },
}
CONFIGURE = {
    "Name": "Configure",
    "Type": "EndpointConfig",
    "Arguments": {
        "EndpointConfigName": "live",
        "ProductionVariants": [
            {
                "VariantName": "a",
                "ModelName": {"Get": "Steps.Make.ModelName"},
                "InstanceType": "ml.m5.large",
            }
        ],
    },
}
SERVE = {
    "Name": "Serve",
    "Type": "Endpoint",
    "Arguments": {
        "EndpointName": "live",
        "EndpointConfigName": {"Get": "Steps.Configure.EndpointConfigName"},
    },
}
CALL = {
    "Name": "Call",
    "Type": "Lambda",
    "FunctionArn": f"arn:aws:lambda:{REGION}:{US}:function:f",
    "Arguments": {},
}
ASK = {
    "Name": "Ask",
    "Type": "Callback",
    "SqsQueueUrl": f"https://sqs.{REGION}.amazonaws.com/{US}/q",
    "Arguments": {},
}
_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
# The role of a build runs the pipeline here, so SageMaker has to be let in to it.
TRUSTED = """
  Runner:
    Type: AWS::IAM::Role
    Properties:
      RoleName: runner
      AssumeRolePolicyDocument: {Statement: TRUST}
      Policies: [{PolicyName: some, PolicyDocument: {Statement: RIGHTS}}]
"""


def estate(
    *steps: object, rights: object = _ALL, trust: object = None, role: object = _ALL
) -> AccessGraph:
    by = {
        "Effect": "Allow",
        "Principal": {"Service": "sagemaker.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    more = TRUSTED.replace("TRUST", json.dumps(trust or by)).replace("RIGHTS", json.dumps(rights))
    graph = account(role=role, more=more)
    definition = node({"Version": "2020-12-01", "Steps": list(steps)})
    span = definition.span
    pipeline = Resource(
        PIPELINE,
        "sagemaker:pipeline",
        US,
        REGION,
        "train",
        span,
        facts={"definition": definition, "role": node(f"arn:aws:iam::{US}:role/runner")},
        place="train",
    )
    return replace(graph, resources={**graph.resources, PIPELINE: pipeline})


def ran(*steps: object, **changes: object) -> Work:
    graph = estate(*steps, **changes)  # type: ignore[arg-type]
    return work(graph, steps_of(Start(PIPELINE, graph.resources[PIPELINE].span), graph))


def test_starting_one_takes_the_right_and_no_role():  # 2.3
    graph = estate(FIT)
    found = called(graph, "StartPipelineExecution", {"PipelineName": "train"})
    assert [step.action for step in found.steps] == ["sagemaker:StartPipelineExecution"]
    assert [start.arn for start in found.starts] == [PIPELINE]


@pytest.mark.parametrize("action", ["CreatePipeline", "UpdatePipeline"])
def test_its_role_is_passed_when_it_is_put(action: str):  # 2.1, 2.2
    request = {"PipelineName": "train", "RoleArn": JOB}
    found = called(account(), action, request)
    assert found.one("iam:PassRole").resource == JOB
    assert called(account(caller=denying("iam:PassRole")), action, request).refused() == {
        "iam:PassRole"
    }


@pytest.mark.parametrize(
    ("caller", "role", "refused"),
    [(True, True, False), (False, True, False), (True, False, False), (False, False, True)],
)
def test_a_definition_in_s3_is_retrieved_by_one_of_the_two(
    caller: bool, role: bool, refused: bool
):  # 2.1
    deny = denying("s3:GetObject")
    graph = account(**({} if caller else {"caller": deny}), **({} if role else {"role": deny}))
    where = {"Bucket": "data", "ObjectKey": "pipeline.json"}
    request = {"PipelineName": "p", "RoleArn": JOB, "PipelineDefinitionS3Location": where}
    assert bool(called(graph, "CreatePipeline", request).refused()) is refused


@pytest.mark.parametrize(
    ("source", "refused"), [("pipeline/train/*", set()), ("pipeline/train", {"sts:AssumeRole"})]
)
def test_an_execution_is_the_source_of_the_assumption(source: str, refused: set[str]):  # 2.4
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "sagemaker.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:sagemaker:{REGION}:{US}:{source}"}},
    }
    assert ran(trust=trust).refused() == refused


@pytest.mark.parametrize(
    ("steps", "needed"),
    [
        ((PREPARE,), ("CreateProcessingJob", "DescribeProcessingJob", "AddTags")),  # 2.5
        ((FIT,), ("CreateTrainingJob", "DescribeTrainingJob", "AddTags")),  # 2.6
        ((MAKE,), ("CreateModel", "DescribeModel", "AddTags")),  # 2.8
        ((PREPARE, FIT, MAKE, PREDICT), ("CreateTransformJob", "DescribeTransformJob")),  # 2.10
        ((REGISTER,), ("CreateModelPackage",)),  # 2.9
        ((MAKE, CONFIGURE), ("CreateEndpointConfig", "DescribeEndpointConfig")),  # 2.17
        ((MAKE, CONFIGURE, SERVE), ("CreateEndpoint", "DescribeEndpoint")),
    ],
)
def test_a_step_takes_the_rights_of_its_operation(steps: tuple, needed: tuple[str, ...]):
    assert ran(*steps).refused() == set()
    for action in needed:
        refused = ran(*steps, rights=denying(f"sagemaker:{action}")).refused()
        assert refused == {f"sagemaker:{action}"}


def test_a_role_that_is_passed_to_itself_is_passed_all_the_same():  # 2.5
    alone = {**FIT, "Arguments": {k: v for k, v in FIT["Arguments"].items() if k != "RoleArn"}}
    assert ran(PREPARE, alone).of("iam:PassRole")[-1].resource.endswith(":role/runner")
    assert "iam:PassRole" in ran(PREPARE, alone, rights=denying("iam:PassRole")).refused()


def test_jobs_of_a_pipeline_bear_its_prefix():  # 2.6
    only = [
        {"Effect": "Allow", "NotAction": "sagemaker:CreateTrainingJob", "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": "sagemaker:CreateTrainingJob",
            "Resource": f"arn:aws:sagemaker:{REGION}:{US}:training-job/PREFIX*",
        },
    ]

    def under(prefix: str) -> list[object]:
        return [
            only[0],
            {**only[1], "Resource": str(only[1]["Resource"]).replace("PREFIX", prefix)},
        ]

    assert ran(FIT, rights=under("pipelines-")).refused() == set()
    assert ran(FIT, rights=under("mine-")).refused() == {"sagemaker:CreateTrainingJob"}


def test_tags_of_a_pipeline_are_there_and_nobody_says_which():  # 1.6
    step = ran(FIT).one("sagemaker:CreateTrainingJob")
    assert "aws:tagkeys" in step.unknown and "aws:requesttag/*" not in step.absent


def test_what_a_step_leaves_is_read_by_the_next():
    found = ran(PREPARE, FIT, MAKE)
    prepared, model = (step.resource for step in found.of("s3:GetObject"))
    assert shown(prepared) == "arn:aws:s3:::data/prepared${rest of the object name}"
    (written,) = (s.resource for s in found.of("s3:PutObject") if "models" in s.resource)
    assert model == written
    assert shown(model).startswith("arn:aws:s3:::models/out/${name of step Fit")


def test_what_two_pipelines_leave_is_not_the_same():
    graph = estate(FIT)
    first = graph.resources[PIPELINE]
    second = replace(first, arn=PIPELINE.replace(US, "222222222222"), account="222222222222")
    graph = replace(graph, resources={**graph.resources, second.arn: second})
    written = {
        step.resource
        for each in (first, second)
        for step in work(graph, steps_of(Start(each.arn, each.span), graph)).of("s3:PutObject")
    }
    assert len(written) == 2


def test_property_files_are_read_from_the_network_of_sagemaker():  # 2.11, F28
    found = ran(PREPARE, FIT, CHECK)
    (step,) = (s for s in found.of("s3:GetObject") if s.resource.endswith("report.json"))
    assert (step.resource, step.stand) == ("arn:aws:s3:::data/prepared/report.json", None)
    assert step.principal.endswith(":role/runner")
    perimeter = denying("s3:GetObject", StringNotEquals={"aws:SourceVpce": "vpce-1"})
    assert "s3:GetObject" in ran(PREPARE, FIT, CHECK, rights=perimeter).refused()


def test_a_function_is_invoked_and_runs():  # 2.12
    found = ran(CALL)
    assert found.one("lambda:InvokeFunction").resource == CALL["FunctionArn"]
    assert [start.arn for start in found.starts] == [CALL["FunctionArn"]]
    assert "lambda:InvokeFunction" in ran(CALL, rights=denying("lambda:InvokeFunction")).refused()


def test_a_callback_sends_a_message():  # 2.13
    assert ran(ASK).one("sqs:SendMessage").resource == f"arn:aws:sqs:{REGION}:{US}:q"
    assert "sqs:SendMessage" in ran(ASK, rights=denying("sqs:SendMessage")).refused()


def test_the_end_asks_for_nothing():  # 2.16
    assert [step.action for step in ran({"Name": "F", "Type": "Fail"}).steps] == ["sts:AssumeRole"]


@pytest.mark.parametrize(("kind", "shadows"), [("DATA_BIAS", False), ("MODEL_BIAS", True)])
def test_a_bias_check_of_a_model_puts_up_an_endpoint(kind: str, shadows: bool):  # 2.14
    step = {**PREPARE, "Type": "ClarifyCheck", "CheckType": kind}
    found = ran(step)
    assert bool(found.of("sagemaker:CreateEndpoint")) is shadows
    assert all(
        each.optional and each.principal == JOB for each in found.of("sagemaker:CreateEndpoint")
    )
    assert found.one("sagemaker:CreateProcessingJob")


def test_a_step_on_a_cluster_takes_its_rules():  # 2.15
    step = {"Name": "Spark", "Type": "EMR", "Arguments": {"ClusterId": "j-1", "StepConfig": {}}}
    found = ran(step)
    assert found.one("elasticmapreduce:AddJobFlowSteps").resource == (
        f"arn:aws:elasticmapreduce:{REGION}:{US}:cluster/j-1"
    )
    assert found.one("events:PutRule").resource.endswith(
        "rule/SageMakerPipelineExecutionEMRStepStatusUpdateRule"
    )
    assert "events:PutRule" in ran(step, rights=denying("events:PutRule")).refused()


def test_an_endpoint_of_the_pipeline_serves_its_model():
    found = ran(PREPARE, FIT, MAKE, CONFIGURE, SERVE)
    assert found.refused() == set() and found.open() == set()
    assert any(
        step.principal == JOB and "models/out" in step.resource for step in found.of("s3:GetObject")
    )


def of_package(package: object) -> dict[str, object]:
    arguments = {"ExecutionRoleArn": JOB, "Containers": [{"ModelPackageName": package}]}
    return {"Name": "Make", "Type": "Model", "Arguments": arguments}


def registering(name: str, **container: object) -> dict[str, object]:
    known = {"Image": IMAGE, "ModelDataUrl": "s3://models/one.tar.gz"} | container
    arguments = REGISTER["Arguments"] | {"InferenceSpecification": {"Containers": [known]}}
    return {**REGISTER, "Name": name, "Arguments": arguments}


NUMBER = {"Get": "Parameters.Number"}
ANY = {
    "Std:Join": {
        "On": "/",
        "Values": [f"arn:aws:sagemaker:{REGION}:{US}:model-package/models", NUMBER],
    }
}
ONE, LIKE_ONE = registering("One"), registering("LikeOne")
OTHER = registering("Other", ModelDataUrl="s3://models/other.tar.gz")


@pytest.mark.parametrize(
    ("package", "registered", "loaded"),
    [
        ({"Get": "Steps.One.ModelPackageArn"}, (ONE, OTHER), "models/one.tar.gz"),
        ({"Get": "Steps.Other.ModelPackageArn"}, (ONE, OTHER), "models/other.tar.gz"),
        (ANY, (ONE, LIKE_ONE), "models/one.tar.gz"),
        (ANY, (ONE, OTHER), None),
        (f"arn:aws:sagemaker:{REGION}:{US}:model-package/models/7", (ONE,), None),
        (f"arn:aws:sagemaker:{REGION}:{US}:model-package/others/7", (ONE,), None),
    ],
)
def test_a_model_of_a_package_that_the_same_run_registers_loads_its_containers(  # 3.11, 3.12
    package: object, registered: tuple[dict[str, object], ...], loaded: str | None
):
    found = ran(*registered, of_package(package))
    read = {step.resource.partition(":::")[2] for step in found.of("s3:GetObject")}
    assert read == ({loaded} if loaded else set())
    assert any("the containers of" in what for what in found.open()) is (loaded is None)
    denied = ran(*registered, of_package(package), role=denying("s3:GetObject"))
    assert ("s3:GetObject" in denied.refused()) is (loaded is not None)


@pytest.mark.parametrize("type", ["Lineage", "Athena", "BedrockCustomModel", "EMRServerless"])
def test_a_type_that_is_not_modelled_is_unknown_by_name(type: str):  # 2.17
    found = ran({"Name": "X", "Type": type, "Arguments": {}})
    assert {shown(action) for action in found.open()} == {
        f"${{what step `X` of type {type} asks for}}"
    }


OF_THE_GUIDE = frozenset(
    {
        *("AutoML", "Callback", "ClarifyCheck", "Condition", "EMR", "EMRServerless", "Endpoint"),
        *("EndpointConfig", "Fail", "Lambda", "Model", "Processing", "QualityCheck"),
        *("RegisterModel", "Training", "Transform", "Tuning"),
    }
)
"""The step types that the developer guide describes."""


def test_every_type_of_the_guide_is_modelled_or_said_not_to_be():
    assert OF_THE_GUIDE - STEP_TYPES.keys() == {"EMRServerless"}


def test_a_definition_that_is_not_here_leaves_the_pipeline_unknown():
    graph = estate()
    held = graph.resources[PIPELINE]
    where = node({"PipelineDefinitionS3Location": {"Bucket": "b", "Key": "k"}})
    graph = replace(
        graph,
        resources={
            **graph.resources,
            PIPELINE: replace(held, facts={**held.facts, "definition": where}),
        },
    )
    found = work(graph, steps_of(Start(PIPELINE, held.span), graph))
    assert {shown(action) for action in found.open()} == {"${definition of train}"}
    document = node({"Version": "2020-12-01", "Steps": [CALL]})
    graph = replace(graph, documents={"s3://b/k": document})
    found = work(graph, steps_of(Start(PIPELINE, held.span), graph))
    assert found.one("lambda:InvokeFunction")


TEMPLATE = """
Resources:
  Apart:
    Type: AWS::SageMaker::Pipeline
    Properties:
      PipelineName: apart
      RoleArn: "arn:aws:iam::111111111111:role/p"
      PipelineDefinition: {PipelineDefinitionS3Location: {Bucket: defs, Key: pipelines/train.json}}
  Inside:
    Type: AWS::SageMaker::Pipeline
    Properties:
      PipelineName: inside
      RoleArn: "arn:aws:iam::111111111111:role/p"
      PipelineDefinition:
        PipelineDefinitionBody: !Sub >-
          {"Version":"2020-12-01","Steps":[{"Name":"Call","Type":"Lambda",
          "FunctionArn":"arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:f"}]}
"""


def test_a_template_has_its_definition_inside_or_in_a_file(tmp_path):
    (tmp_path / "stack.yaml").write_text(TEMPLATE)
    (tmp_path / "train.json").write_text(json.dumps({"Version": "2020-12-01", "Steps": [CALL]}))
    (tmp_path / "xacct-guard.yaml").write_text(
        'accounts: {dev: {id: "111111111111", regions: [eu-west-1]}}\n'
        "stacks: [{name: s, template: stack.yaml, account: dev}]\n"
    )
    graph = model_of((tmp_path,), Options()).graph
    for pipeline in graph.of_type("sagemaker:pipeline"):
        found = work(graph, steps_of(Start(pipeline.arn, pipeline.span), graph))
        assert found.one("lambda:InvokeFunction").resource == CALL["FunctionArn"]


def test_a_definition_that_is_none_is_unknown_and_says_why():
    found = ran({"Type": "Training"})
    (why,) = map(shown, found.open())
    assert "a step of a pipeline has no `Name`" in why
