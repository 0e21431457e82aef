"""API operations, and the IAM action that each asks for where the two are called differently."""

from __future__ import annotations

import re

from . import reference
from .action import is_known_action

_S3 = {
    "CompleteMultipartUpload": "s3:PutObject",
    "CopyObject": "s3:PutObject",
    "CreateMultipartUpload": "s3:PutObject",
    "DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "DeleteObjects": "s3:DeleteObject",
    "GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "HeadBucket": "s3:ListBucket",
    "HeadObject": "s3:GetObject",
    "ListBuckets": "s3:ListAllMyBuckets",
    "ListObjectVersions": "s3:ListBucketVersions",
    "ListObjects": "s3:ListBucket",
    "ListObjectsV2": "s3:ListBucket",
    "PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "SelectObjectContent": "s3:GetObject",
    "UploadPart": "s3:PutObject",
    "UploadPartCopy": "s3:PutObject",
}
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html"""

_OTHERWISE = {
    "lambda": {"Invoke": "InvokeFunction", "InvokeAsync": "InvokeFunction"},
}
"""Operations outside S3 whose action is called otherwise.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
"""

_PREFIXES = {
    "cloudwatchevents": "events",
    "cloudwatchlogs": "logs",
    "codestarconnections": "codestar-connections",
    "cognitoidentityprovider": "cognito-idp",
    "ecr": "ecr",
    "efs": "elasticfilesystem",
    "elasticcontainerregistry": "ecr",
    "emr": "elasticmapreduce",
    "emrserverless": "emr-serverless",
    "eventbridge": "events",
    "identitymanagement": "iam",
    "keymanagement": "kms",
    "lambdainternal": "lambda",
    "monitoring": "cloudwatch",
    "sagemakerruntime": "sagemaker",
    "sagemakerfeaturestoreruntime": "sagemaker",
    "bedrockruntime": "bedrock",
    "securitytokenservice": "sts",
    "servicecatalogappregistry": "servicecatalog",
    "sesv2": "ses",
    "sfn": "states",
    "simplestorageservice": "s3",
    "ssmincidents": "ssm-incidents",
    "stepfunctions": "states",
}


def prefix_of(service: str) -> str:
    """The action prefix of a service as SDKs call it: `AmazonS3` -> `s3`."""
    name = re.sub(r"^(amazon|aws)|[^a-z0-9]", "", service.strip().lower())
    name = re.sub(r"^(amazon|aws)", "", name)
    return _PREFIXES.get(name, name)


def action_of(operation: str, service: str | None = None) -> str | None:
    """The IAM action of an API operation; None where more than one service has such a one."""
    if service in (None, "s3") and operation in _S3:
        return _S3[operation]
    if service is not None:
        operation = _OTHERWISE.get(service, {}).get(operation, operation)
        known = reference.action(f"{service}:{operation}")
        return known.name if known else f"{service}:{operation}"
    found = reference.actions_matching(f"*:{operation}")
    of_s3 = f"s3:{operation}"
    return of_s3 if of_s3 in found else found[0] if len(found) == 1 else None


def action_meant(text: str) -> str:
    """The IAM action that somebody means who may have named an operation: `s3:HeadObject` is `s3:GetObject`."""
    service, colon, operation = text.partition(":")
    if not colon or is_known_action(text):
        return text
    found = action_of(operation, prefix_of(service))
    return found if found is not None and is_known_action(found) else text
