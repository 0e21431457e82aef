"""What making a resource takes, narrowed to the properties that are written (CLO-051 to CLO-070)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.actions.estate import AWAY, HOME, hop_of, paths
from tests.actions.test_artifacts import SOURCE
from tests.actions.test_cloudformation import CONFIGURATION, TEMPLATE, deploy, role
from xacct_guard.iam.decision import Verdict

SOME_ROLE = f"arn:aws:iam::{HOME}:role/Worker"


@dataclass(frozen=True)
class Row:
    fact: str
    type: str
    properties: str
    needed: frozenset[str]
    aside: frozenset[str] = frozenset()
    home: str = ""


def needs(*names: str) -> frozenset[str]:
    return frozenset(names)


INLINE = '{Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}'
POLICY = INLINE.replace("}]}", f', Principal: {{AWS: "{HOME}"}}}}]}}')
TRUST = """{Version: "2012-10-17",
        Statement: [{Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: lambda.amazonaws.com}}]}"""
WAITING = """{States: {A: {Type: Task, Parameters: {TrainingJobName: j},
        Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync"}}}"""
ROWS = (
    Row(
        "CLO-067",
        "AWS::S3::Bucket",
        "BucketName: b",
        needs("s3:CreateBucket"),
        needs("s3:ListBucket"),
    ),
    Row(
        "CLO-067 with properties",
        "AWS::S3::Bucket",
        """BucketName: b,
        VersioningConfiguration: {Status: Enabled},
        PublicAccessBlockConfiguration: {BlockPublicAcls: true},
        BucketEncryption: {ServerSideEncryptionConfiguration: []},
        OwnershipControls: {Rules: [{ObjectOwnership: BucketOwnerEnforced}]},
        LifecycleConfiguration: {Rules: []},
        Tags: [{Key: a, Value: b}],
        NotificationConfiguration: {EventBridgeConfiguration: {}},
        LoggingConfiguration: {DestinationBucketName: c},
        ReplicationConfiguration: {Role: ROLE, Rules: []}""",
        needs(
            *("s3:CreateBucket", "s3:PutBucketVersioning", "s3:PutBucketPublicAccessBlock"),
            *("s3:PutEncryptionConfiguration", "s3:PutBucketOwnershipControls"),
            *("s3:PutLifecycleConfiguration", "s3:PutBucketTagging", "s3:PutBucketNotification"),
            *("s3:PutBucketLogging", "s3:PutReplicationConfiguration", "iam:PassRole"),
        ),
        needs("s3:ListBucket"),
    ),
    Row(
        "CLO-068",
        "AWS::S3::BucketPolicy",
        f"Bucket: b, PolicyDocument: {POLICY}",
        needs("s3:PutBucketPolicy", "s3:GetBucketPolicy"),
    ),
    Row(
        "CLO-062",
        "AWS::IAM::Role",
        f"AssumeRolePolicyDocument: {TRUST}",
        needs("iam:CreateRole"),
        needs("iam:GetRole", "iam:GetRolePolicy"),
    ),
    Row(
        "CLO-062 with policies",
        "AWS::IAM::Role",
        f"""AssumeRolePolicyDocument: {TRUST},
        ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess],
        Policies: [{{PolicyName: p, PolicyDocument: {INLINE}}}],
        Tags: [{{Key: a, Value: b}}]""",
        needs("iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:TagRole"),
        needs("iam:GetRole", "iam:GetRolePolicy"),
    ),
    Row(
        "CLO-064",
        "AWS::IAM::Policy",
        f"PolicyName: p, Roles: [Worker], PolicyDocument: {INLINE}",
        needs("iam:PutRolePolicy"),
        needs("iam:GetRolePolicy"),
    ),
    Row(
        "CLO-063",
        "AWS::IAM::ManagedPolicy",
        f"Roles: [Worker], PolicyDocument: {INLINE}",
        needs("iam:CreatePolicy", "iam:AttachRolePolicy"),
    ),
    Row(
        "CLO-069",
        "AWS::KMS::Key",
        f"KeyPolicy: {POLICY.replace('s3:*', 'kms:*')}, EnableKeyRotation: true",
        needs("kms:CreateKey", "kms:EnableKeyRotation"),
        needs("kms:PutKeyPolicy", "kms:TagResource"),
    ),
    Row(
        "CLO-069 without rotation",
        "AWS::KMS::Key",
        f"KeyPolicy: {POLICY.replace('s3:*', 'kms:*')}, EnableKeyRotation: false",
        needs("kms:CreateKey"),
        needs("kms:PutKeyPolicy", "kms:TagResource"),
    ),
    Row(
        "CLO-060",
        "AWS::Lambda::Function",
        "Role: ROLE, Code: {S3Bucket: artifacts, S3Key: code.zip}, Tags: [{Key: a, Value: b}]",
        needs(
            *("lambda:CreateFunction", "lambda:GetFunction", "lambda:TagResource"),
            *("iam:PassRole", "s3:GetObject"),
        ),
    ),
    Row(
        "CLO-060 of a version",
        "AWS::Lambda::Function",
        "Role: ROLE, Code: {S3Bucket: artifacts, S3Key: code.zip, S3ObjectVersion: v}",
        needs("lambda:CreateFunction", "lambda:GetFunction", "iam:PassRole", "s3:GetObjectVersion"),
    ),
    Row(
        "CLO-060 in a VPC",
        "AWS::Lambda::Function",
        "Role: ROLE, Code: {ZipFile: x}, VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}",
        needs(
            *("lambda:CreateFunction", "lambda:GetFunction", "iam:PassRole"),
            *("ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"),
        ),
    ),
    Row(
        "CLO-061",
        "AWS::Lambda::Permission",
        "FunctionName: f, Action: 'lambda:InvokeFunction', Principal: events.amazonaws.com",
        needs("lambda:AddPermission"),
        home="""
  F:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: f, Role: !GetAtt Worker.Arn, Code: {ZipFile: x}}
""",
    ),
    Row(
        "CLO-065",
        "AWS::Events::Rule",
        f"""EventPattern: {{source: [x]}},
        Targets: [{{Id: a, Arn: "arn:aws:sqs:us-east-1:{HOME}:q", RoleArn: ROLE}}]""",
        needs("events:PutRule", "events:PutTargets", "iam:PassRole"),
        needs("events:DescribeRule"),
    ),
    Row(
        "CLO-053",
        "AWS::StepFunctions::StateMachine",
        f"RoleArn: ROLE, Definition: {WAITING}",
        needs(
            *("states:CreateStateMachine", "iam:PassRole"),
            *("Worker events:PutRule", "Worker events:PutTargets", "Worker events:DescribeRule"),
        ),
        needs("states:DescribeStateMachine"),
    ),
    Row(
        "CLO-053 with its definition in a bucket",
        "AWS::StepFunctions::StateMachine",
        "RoleArn: ROLE, DefinitionS3Location: {Bucket: artifacts, Key: machine.json}",
        needs("states:CreateStateMachine", "iam:PassRole", "s3:GetObject"),
        needs("states:DescribeStateMachine"),
    ),
    Row(
        "CLO-070",
        "AWS::CodePipeline::Pipeline",
        "RoleArn: ROLE, Stages: [], ArtifactStore: {Type: S3, Location: b}",
        needs("codepipeline:CreatePipeline", "iam:PassRole"),
        needs("codepipeline:GetPipeline", "codepipeline:GetPipelineState"),
    ),
    Row(
        "CLO-055",
        "AWS::SageMaker::EndpointConfig",
        """KmsKeyId: alias/made, ProductionVariants:
        [{ModelName: m, VariantName: v, InstanceType: ml.m5.large, InitialInstanceCount: 1}]""",
        needs("sagemaker:CreateEndpointConfig", "kms:CreateGrant", "kms:DescribeKey"),
        home="""
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/made, TargetKeyId: !Ref Key}}
""",
    ),
    Row(
        "CLO-057",
        "AWS::SageMaker::Pipeline",
        """PipelineName: p, RoleArn: ROLE,
        PipelineDefinition: {PipelineDefinitionS3Location: {Bucket: artifacts, Key: p.json}}""",
        needs("sagemaker:CreatePipeline", "iam:PassRole", "s3:GetObject"),
        needs("sagemaker:DescribePipeline"),
    ),
    Row(
        "CLO-058",
        "AWS::SageMaker::ModelPackageGroup",
        f"ModelPackageGroupName: g, ModelPackageGroupPolicy: {POLICY.replace('s3:*', 'sagemaker:*')}",
        needs("sagemaker:CreateModelPackageGroup", "sagemaker:PutModelPackageGroupPolicy"),
        needs("sagemaker:DescribeModelPackageGroup", "sagemaker:GetModelPackageGroupPolicy"),
    ),
    Row(
        "API_CreateProject",
        "AWS::CodeBuild::Project",
        "ServiceRole: ROLE, Source: {Type: NO_SOURCE}, Artifacts: {Type: NO_ARTIFACTS}",
        needs("codebuild:CreateProject", "iam:PassRole"),
    ),
    Row(
        "schema of AWS::ECR::Repository",
        "AWS::ECR::Repository",
        "RepositoryName: r, LifecyclePolicy: {LifecyclePolicyText: x}",
        needs("ecr:CreateRepository", "ecr:PutLifecyclePolicy"),
    ),
    Row(
        "schema of AWS::Logs::LogGroup",
        "AWS::Logs::LogGroup",
        "LogGroupName: g, RetentionInDays: 7",
        needs("logs:CreateLogGroup", "logs:PutRetentionPolicy"),
        needs("logs:DescribeLogGroups"),
    ),
    Row(
        "schema of AWS::SNS::Topic",
        "AWS::SNS::Topic",
        "Subscription: [{Protocol: email, Endpoint: a@example.com}]",
        needs("sns:CreateTopic", "sns:Subscribe"),
        needs("sns:GetTopicAttributes"),
    ),
)
ROW = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fact)


def made(folder, type: str, properties: str, denied=None, home: str = ""):
    written = properties.replace("ROLE", f'"{SOME_ROLE}"')
    template = f"Resources:\n  It:\n    Type: {type}\n    Properties: {{{written}}}\n"
    stages = SOURCE + deploy("Deploy", "CREATE_UPDATE", f"{role()}, {TEMPLATE}")
    return paths(
        folder,
        stages,
        files={"code/made.yaml": template},
        configuration=CONFIGURATION,
        denied=denied,
        home=home,
    )["Deploy"]


def asked_of(hops) -> set[str]:
    """What the deploying role asks for, and (with its name) the role of what it makes."""
    return {
        ("Worker " if hop.step.principal.endswith("/Worker") else "") + hop.step.action
        for hop in hops
        if hop.step.principal.endswith(("/Deployer", "/Worker"))
    }


@ROW
def test_making_it_takes_what_its_properties_ask_for(tmp_path, row):
    path = made(tmp_path, row.type, row.properties, home=row.home)
    assert asked_of(path.hops) == row.needed
    assert asked_of(path.optional) == row.aside
    assert path.verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    ("row", "what"),
    [
        pytest.param(row, what, id=f"{row.fact} {what}")
        for row in ROWS
        for what in sorted(row.needed)
    ],
)
def test_without_any_of_it_nothing_is_made(tmp_path, row, what):
    who, _, action = what.rpartition(" ")
    path = made(tmp_path, row.type, row.properties, {who or "Deployer": [action]}, row.home)
    assert path.verdict is Verdict.EXPLICIT_DENY
    assert path.broken_at.step.action == action


@pytest.mark.parametrize(
    ("type", "properties", "service"),
    [
        ("AWS::Lambda::Function", "Role: ROLE, Code: {ZipFile: x}", "lambda"),
        ("AWS::StepFunctions::StateMachine", "RoleArn: ROLE, Definition: {States: {}}", "states"),
        ("AWS::CodeBuild::Project", "ServiceRole: ROLE", "codebuild"),
        ("AWS::CodeBuild::Project", "ServiceRole: Worker", "codebuild"),
        ("AWS::Glue::Job", "Role: ROLE, Command: {}", "glue"),
        ("AWS::SageMaker::Model", "ExecutionRoleArn: ROLE, ModelName: m", "sagemaker"),
    ],
)
def test_a_role_is_passed_to_the_service_that_will_use_it(tmp_path, type, properties, service):
    path = made(tmp_path, type, properties)
    passed = [
        hop.step.context["iam:passedtoservice"]
        for hop in path.hops
        if hop.step.action == "iam:PassRole"
        and hop.step.principal.endswith("/Deployer")
        and hop.step.resource == SOME_ROLE
    ]
    assert passed == [f"{service}.amazonaws.com"]


def test_a_boundary_is_a_key_of_creating_a_role_and_absent_without_one(tmp_path):
    boundary = f"arn:aws:iam::{HOME}:policy/boundary"
    path = made(
        tmp_path,
        "AWS::IAM::Role",
        f"AssumeRolePolicyDocument: {TRUST}, PermissionsBoundary: '{boundary}'",
    )
    step = hop_of(path, "iam:CreateRole").step
    assert step.context == {"iam:permissionsboundary": boundary}
    step = hop_of(
        made(tmp_path, "AWS::IAM::Role", f"AssumeRolePolicyDocument: {TRUST}"), "iam:CreateRole"
    ).step
    assert "iam:permissionsboundary" in step.absent


def test_code_of_a_function_is_read_under_the_key_of_its_bucket_in_the_functions_region(tmp_path):
    path = made(
        tmp_path, "AWS::Lambda::Function", "Role: ROLE, Code: {S3Bucket: artifacts, S3Key: c.zip}"
    )
    step = hop_of(path, "s3:GetObject", "Deployer").step
    assert step.resource == "arn:aws:s3:::artifacts/c.zip"
    assert step.local


def test_a_function_from_an_image_of_another_account_needs_both_lambda_and_its_maker_let_in(
    tmp_path,
):
    image = f"{AWAY}.dkr.ecr.us-east-1.amazonaws.com/images:1"
    path = made(
        tmp_path,
        "AWS::Lambda::Function",
        f"Role: ROLE, PackageType: Image, Code: {{ImageUri: '{image}'}}",
    )
    who = {
        h.step.principal.rpartition("/")[2]
        for h in path.hops
        if h.step.action == "ecr:BatchGetImage"
    }
    assert who == {"Deployer", "lambda.amazonaws.com"}


def test_a_type_without_a_table_needs_what_makes_it(tmp_path):
    path = made(tmp_path, "AWS::Kinesis::Stream", "Name: s, ShardCount: 1")
    assert asked_of(path.hops) == {"kinesis:CreateStream"}
    assert "kinesis:DescribeStreamSummary" in asked_of(path.optional)


def test_a_resource_that_its_own_lambda_makes_is_unknown(tmp_path):
    path = made(tmp_path, "Custom::Thing", "ServiceToken: x")
    assert path.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("type", "properties", "action", "resource"),
    [
        (
            "AWS::ApiGateway::RestApi",
            "Name: a",
            "apigateway:POST",
            "arn:aws:apigateway:us-east-1::/restapis",
        ),
        ("AWS::KMS::Key", f"KeyPolicy: {POLICY}", "kms:CreateKey", "*"),
        (
            "AWS::SSM::Parameter",
            "Name: /a, Type: String, Value: b",
            "ssm:PutParameter",
            f"arn:aws:ssm:us-east-1:{HOME}:parameter/a",
        ),
    ],
)
def test_a_request_is_about_what_its_action_takes(tmp_path, type, properties, action, resource):
    assert hop_of(made(tmp_path, type, properties), action).step.resource == resource


def test_code_of_a_serverless_function_is_read_where_it_was_packaged_to(tmp_path):
    function = """
Transform: AWS::Serverless-2016-10-31
Resources:
  It:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Runtime: python3.12, CodeUri: "s3://artifacts/code.zip", Role: ROLE}
"""
    written = function.replace("ROLE", SOME_ROLE)
    stages = SOURCE + deploy("Deploy", "CREATE_UPDATE", f"{role()}, {TEMPLATE}")
    files = {"code/made.yaml": written}
    path = paths(tmp_path, stages, files=files, configuration=CONFIGURATION)["Deploy"]
    assert (
        hop_of(path, "s3:GetObject", "Deployer").step.resource == "arn:aws:s3:::artifacts/code.zip"
    )
