"""Terraform's resource types, and where they differ from CloudFormation's for the same thing.

An argument is the property of the same name in camel case, unless the row says otherwise.
Reference: registry.terraform.io/providers/hashicorp/aws/latest/docs, the page of each type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .. import services
from ..services import PolicyType, ResourceType
from ..span import Node
from . import shapes


@dataclass(frozen=True, slots=True)
class TerraformType:
    """A type of resource: `cfn` is the CloudFormation type that says the same, if there is one.

    `names` gives the property of an argument (at any depth) that is not simply in camel case; `single`
    are the blocks that are one object in CloudFormation and a list of one here; `adapt` changes the
    properties where this does not do. `named_by` is the argument that names it, `id` what its `id` is,
    `attributes` what else Terraform computes (templates over `{name}` and `{arn}`). A resource that only
    sets a property of another says which (`sets`), of what kind (`of`), and by what argument (`target`).
    """

    cfn: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    single: tuple[str, ...] = ()
    adapt: Callable[[Node], Node] | None = None
    named_by: str | None = "name"
    id: str = "{name}"
    attributes: Mapping[str, str] = field(default_factory=dict)
    policy: PolicyType | None = None
    sets: str = ""
    of: str = ""
    target: str = ""

    @property
    def row(self) -> ResourceType | PolicyType | None:
        """The facts of the service about it."""
        return self.policy or _IAM.get(self.cfn) or services.of_cloudformation(self.cfn)


def _iam(kind: str, named_by: str, path: str = "{path}") -> ResourceType:
    arn = f"arn:{{partition}}:iam::{{account}}:{kind}{path}{{name}}"
    return ResourceType(f"iam:{kind}", arn, named_by=named_by)


_IAM = {
    "AWS::IAM::Group": _iam("group", "Name"),
    "AWS::IAM::InstanceProfile": _iam("instance-profile", "Name"),
    "AWS::IAM::ManagedPolicy": _iam("policy", "Name"),
    "AWS::IAM::Role": _iam("role", "Name"),
    "AWS::IAM::OIDCProvider": _iam("oidc-provider", "Url", "/"),
    "AWS::IAM::SAMLProvider": _iam("saml-provider", "Name", "/"),
    "AWS::IAM::User": _iam("user", "Name"),
}
_ENCRYPTION = {
    "server_side_encryption_configuration": "BucketEncryption",
    "rule": "ServerSideEncryptionConfiguration",
    "apply_server_side_encryption_by_default": "ServerSideEncryptionByDefault",
    "sse_algorithm": "SSEAlgorithm",
    "kms_master_key_id": "KMSMasterKeyID",
}
_DOCUMENT = {"policy": "PolicyDocument"}
_VPC = ("vpc_config",)
_CONTAINERS = {
    "container": "Containers",
    "model_data_url": "ModelDataUrl",
    "container_hostname": "ContainerHostname",
}

TYPES: Mapping[str, TerraformType] = {
    "aws_iam_role": TerraformType("AWS::IAM::Role", attributes={"unique_id": "AROA*"}),
    "aws_iam_user": TerraformType("AWS::IAM::User", attributes={"unique_id": "AIDA*"}),
    "aws_iam_group": TerraformType("AWS::IAM::Group"),
    "aws_iam_policy": TerraformType("AWS::IAM::ManagedPolicy", id="{arn}"),
    "aws_iam_instance_profile": TerraformType("AWS::IAM::InstanceProfile"),
    "aws_iam_openid_connect_provider": TerraformType(
        "AWS::IAM::OIDCProvider", named_by="url", id="{arn}"
    ),
    "aws_iam_saml_provider": TerraformType("AWS::IAM::SAMLProvider", id="{arn}"),
    "aws_s3_bucket": TerraformType(
        "AWS::S3::Bucket",
        names=_ENCRYPTION | {"bucket": "BucketName"},
        single=("server_side_encryption_configuration", "apply_server_side_encryption_by_default"),
        named_by="bucket",
        attributes={
            "bucket_domain_name": "{name}.s3.amazonaws.com",
            "bucket_regional_domain_name": "{name}.s3.{region}.amazonaws.com",
        },
    ),
    "aws_s3_bucket_policy": TerraformType("AWS::S3::BucketPolicy", names=_DOCUMENT),
    "aws_s3_bucket_server_side_encryption_configuration": TerraformType(
        names=_ENCRYPTION,
        single=("apply_server_side_encryption_by_default",),
        sets="BucketEncryption",
        of="s3:bucket",
        target="bucket",
    ),
    "aws_s3_bucket_public_access_block": TerraformType(
        sets="PublicAccessBlockConfiguration", of="s3:bucket", target="bucket"
    ),
    "aws_s3_bucket_ownership_controls": TerraformType(
        names={"rule": "Rules"}, sets="OwnershipControls", of="s3:bucket", target="bucket"
    ),
    "aws_s3_bucket_versioning": TerraformType(
        names={"versioning_configuration": "VersioningConfiguration"},
        single=("versioning_configuration",),
        adapt=shapes.versioning,
        sets="VersioningConfiguration",
        of="s3:bucket",
        target="bucket",
    ),
    "aws_s3_access_point": TerraformType(
        "AWS::S3::AccessPoint",
        names={"public_access_block_configuration": "PublicAccessBlockConfiguration"},
        single=("public_access_block_configuration", "vpc_configuration"),
        id="{name}",
    ),
    "aws_s3control_access_point_policy": TerraformType(
        policy=PolicyType("", of="s3:accesspoint", target="AccessPointArn", document="Policy")
    ),
    "aws_kms_key": TerraformType(
        "AWS::KMS::Key",
        names={"policy": "KeyPolicy"},
        named_by=None,
        attributes={"key_id": "{name}"},
    ),
    "aws_kms_external_key": TerraformType(
        "AWS::KMS::Key",
        names={"policy": "KeyPolicy"},
        named_by=None,
        attributes={"key_id": "{name}"},
    ),
    "aws_kms_replica_key": TerraformType(
        "AWS::KMS::ReplicaKey",
        names={"policy": "KeyPolicy", "primary_key_arn": "PrimaryKeyArn"},
        named_by="primary_key_arn",
        attributes={"key_id": "{name}"},
    ),
    "aws_kms_key_policy": TerraformType(
        policy=PolicyType("", of="kms:key", target="KeyId", document="Policy")
    ),
    "aws_kms_alias": TerraformType("AWS::KMS::Alias", names={"name": "AliasName"}),
    "aws_ecr_repository": TerraformType(
        "AWS::ECR::Repository",
        names={"name": "RepositoryName", "kms_key": "KmsKey"},
        single=("encryption_configuration",),
        attributes={
            "repository_url": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
            "registry_id": "{account}",
        },
    ),
    "aws_ecr_repository_policy": TerraformType(
        policy=PolicyType("", of="ecr:repository", target="Repository", document="Policy")
    ),
    "aws_ecr_registry_policy": TerraformType(
        "AWS::ECR::RegistryPolicy", names={"policy": "PolicyText"}
    ),
    "aws_secretsmanager_secret": TerraformType(
        "AWS::SecretsManager::Secret", names={"policy": "ResourcePolicy"}, id="{arn}"
    ),
    "aws_secretsmanager_secret_policy": TerraformType(
        "AWS::SecretsManager::ResourcePolicy",
        names={"secret_arn": "SecretId", "policy": "ResourcePolicy"},
    ),
    "aws_sns_topic": TerraformType("AWS::SNS::Topic", names={"name": "TopicName"}, id="{arn}"),
    "aws_sns_topic_policy": TerraformType(
        "AWS::SNS::TopicPolicy", names=_DOCUMENT | {"arn": "Topics"}
    ),
    "aws_sqs_queue": TerraformType(
        "AWS::SQS::Queue",
        names={"name": "QueueName"},
        id="https://sqs.{region}.amazonaws.com/{account}/{name}",
        attributes={"url": "https://sqs.{region}.amazonaws.com/{account}/{name}"},
    ),
    "aws_sqs_queue_policy": TerraformType(
        "AWS::SQS::QueuePolicy", names=_DOCUMENT | {"queue_url": "Queues"}
    ),
    "aws_lambda_function": TerraformType(
        "AWS::Lambda::Function",
        single=("vpc_config", "environment", "dead_letter_config"),
        named_by="function_name",
        attributes={
            "invoke_arn": "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/"
            "{arn}/invocations",
            "qualified_arn": "{arn}:*",
        },
    ),
    "aws_lambda_alias": TerraformType("AWS::Lambda::Alias", id="{arn}"),
    "aws_lambda_permission": TerraformType(
        "AWS::Lambda::Permission",
        names={"principal_org_id": "PrincipalOrgID", "statement_id": "Id"},
    ),
    "aws_cloudwatch_event_rule": TerraformType(
        "AWS::Events::Rule",
        adapt=shapes.event_rule,
    ),
    "aws_cloudwatch_event_target": TerraformType(
        names={"target_id": "Id"}, sets="Targets", of="events:rule", target="rule"
    ),
    "aws_cloudwatch_event_bus": TerraformType("AWS::Events::EventBus"),
    "aws_cloudwatch_event_permission": TerraformType(
        "AWS::Events::EventBusPolicy", single=("condition",)
    ),
    "aws_cloudwatch_event_bus_policy": TerraformType(
        policy=PolicyType(
            "", of="events:event-bus", target="EventBusName", document="Policy", otherwise="default"
        )
    ),
    "aws_codepipeline": TerraformType("AWS::CodePipeline::Pipeline", adapt=shapes.pipeline),
    "aws_codebuild_project": TerraformType(
        "AWS::CodeBuild::Project",
        single=(
            *("artifacts", "environment", "source", "cache", "vpc_config", "logs_config"),
            *("cloudwatch_logs", "s3_logs"),
        ),
        names={
            "environment_variable": "EnvironmentVariables",
            "cloudwatch_logs": "CloudWatchLogs",
            "s3_logs": "S3Logs",
            "buildspec": "BuildSpec",
        },
        id="{arn}",
    ),
    "aws_codecommit_repository": TerraformType(
        "AWS::CodeCommit::Repository", named_by="repository_name"
    ),
    "aws_sfn_state_machine": TerraformType(
        "AWS::StepFunctions::StateMachine",
        names={
            "name": "StateMachineName",
            "definition": "DefinitionString",
            "type": "StateMachineType",
        },
        id="{arn}",
    ),
    "aws_sagemaker_model": TerraformType(
        "AWS::SageMaker::Model",
        names=_CONTAINERS | {"name": "ModelName"},
        single=("primary_container", "vpc_config", "image_config"),
    ),
    "aws_sagemaker_endpoint_configuration": TerraformType(
        "AWS::SageMaker::EndpointConfig",
        names={"name": "EndpointConfigName", "kms_key_arn": "KmsKeyId"},
        single=("data_capture_config",),
    ),
    "aws_sagemaker_endpoint": TerraformType(
        "AWS::SageMaker::Endpoint", names={"name": "EndpointName"}
    ),
    "aws_sagemaker_pipeline": TerraformType(
        "AWS::SageMaker::Pipeline", adapt=shapes.sagemaker_pipeline, named_by="pipeline_name"
    ),
    "aws_sagemaker_model_package_group": TerraformType(
        "AWS::SageMaker::ModelPackageGroup", named_by="model_package_group_name"
    ),
    "aws_sagemaker_model_package_group_policy": TerraformType(
        policy=PolicyType(
            "",
            of="sagemaker:model-package-group",
            target="ModelPackageGroupName",
            document="ResourcePolicy",
        )
    ),
    "aws_sagemaker_notebook_instance": TerraformType(
        "AWS::SageMaker::NotebookInstance", names={"name": "NotebookInstanceName"}
    ),
    "aws_vpc": TerraformType("AWS::EC2::VPC", named_by=None),
    "aws_subnet": TerraformType("AWS::EC2::Subnet", named_by=None),
    "aws_route_table": TerraformType("AWS::EC2::RouteTable", named_by=None),
    "aws_security_group": TerraformType(
        "AWS::EC2::SecurityGroup",
        names={"ingress": "SecurityGroupIngress", "egress": "SecurityGroupEgress"},
        named_by=None,
    ),
    "aws_vpc_endpoint": TerraformType("AWS::EC2::VPCEndpoint", names=_DOCUMENT, named_by=None),
    "aws_cloudwatch_log_group": TerraformType(
        "AWS::Logs::LogGroup", names={"name": "LogGroupName"}, attributes={"arn": "{arn}"}
    ),
    "aws_dynamodb_table": TerraformType("AWS::DynamoDB::Table"),
    "aws_ssm_parameter": TerraformType("AWS::SSM::Parameter"),
}
