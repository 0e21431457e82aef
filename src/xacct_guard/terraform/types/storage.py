"""Buckets, repositories of images, secrets, tables, parameters, logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...services import PolicyType
from ...span import Node
from .row import TerraformType

_ENCRYPTION = {
    "server_side_encryption_configuration": "BucketEncryption",
    "rule": "ServerSideEncryptionConfiguration",
    "apply_server_side_encryption_by_default": "ServerSideEncryptionByDefault",
    "sse_algorithm": "SSEAlgorithm",
    "kms_master_key_id": "KMSMasterKeyID",
}
_DOCUMENT = {"policy": "PolicyDocument"}


def _with_versions(bucket: Node) -> Node:
    """The bucket, whose block `versioning` of old says `enabled` and not a status."""
    enabled = bucket.get("Versioning", "Enabled")
    if enabled is None:
        return bucket
    says = {"true": "Enabled", "false": "Suspended"}.get(enabled.text or "")
    status = replace(enabled, value=says) if says else enabled
    versions = Node({"Status": status}, enabled.span)
    return replace(bucket, value={**bucket.mapping, "VersioningConfiguration": versions})


TYPES: Mapping[str, TerraformType] = {
    "aws_s3_bucket": TerraformType(
        "AWS::S3::Bucket",
        names=_ENCRYPTION | {"bucket": "BucketName"},
        single=(
            *("server_side_encryption_configuration", "apply_server_side_encryption_by_default"),
            "versioning",
        ),
        adapt=_with_versions,
        named_by="bucket",
        holds="Policy",
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
    "aws_s3_bucket_notification": TerraformType(
        sets="NotificationConfiguration", of="s3:bucket", target="bucket"
    ),
    "aws_s3_bucket_versioning": TerraformType(
        single=("versioning_configuration",),
        sets="VersioningConfiguration",
        value="VersioningConfiguration",
        of="s3:bucket",
        target="bucket",
    ),
    "aws_s3_bucket_public_access_block": TerraformType(
        sets="PublicAccessBlockConfiguration", of="s3:bucket", target="bucket"
    ),
    "aws_s3_bucket_ownership_controls": TerraformType(
        names={"rule": "Rules"}, sets="OwnershipControls", of="s3:bucket", target="bucket"
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
        "AWS::SecretsManager::Secret",
        names={"policy": "ResourcePolicy"},
        holds="ResourcePolicy",
        id="{arn}",
    ),
    "aws_secretsmanager_secret_policy": TerraformType(
        "AWS::SecretsManager::ResourcePolicy",
        names={"secret_arn": "SecretId", "policy": "ResourcePolicy"},
    ),
    "aws_cloudwatch_log_group": TerraformType(
        "AWS::Logs::LogGroup", names={"name": "LogGroupName"}, attributes={"arn": "{arn}"}
    ),
    "aws_dynamodb_table": TerraformType("AWS::DynamoDB::Table"),
    "aws_dynamodb_resource_policy": TerraformType(
        policy=PolicyType("", of="dynamodb:table", target="ResourceArn", document="Policy")
    ),
    "aws_kinesis_stream": TerraformType("AWS::Kinesis::Stream", id="{arn}"),
    "aws_kinesis_resource_policy": TerraformType(
        policy=PolicyType("", of="kinesis:stream", target="ResourceArn", document="Policy")
    ),
    "aws_ssm_parameter": TerraformType("AWS::SSM::Parameter"),
}
