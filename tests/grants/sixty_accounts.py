"""An estate of many accounts: one shares what it makes with all the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

PRODUCER = "100000000000"
KEY = f"arn:aws:kms:us-east-1:{PRODUCER}:key/11111111-2222-4333-8444-555555555555"
QUEUE = f"arn:aws:sqs:us-east-1:{PRODUCER}:requests-of-consumers"
TOPIC = f"arn:aws:sns:us-east-1:{PRODUCER}:news-for-consumers"
BUS = f"arn:aws:events:us-east-1:{PRODUCER}:event-bus/of-consumers"
FUNCTION = f"arn:aws:lambda:us-east-1:{PRODUCER}:function:ask-for-a-model"
SECRET = f"arn:aws:secretsmanager:us-east-1:{PRODUCER}:secret:license-a1b2c3"
SHARED_ROLE = f"arn:aws:iam::{PRODUCER}:role/shared/model-reader"


def write_estate(
    folder: Path, accounts: int, *, role: str = "model-consumer", only: str = ""
) -> Path:
    """One producer and so many consumers, each with a role that uses all that is shared (or `only` that)."""
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}
    rule = {"ServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}
    resources = {
        "Models": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "BucketName": f"models-{PRODUCER}",
                "BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]},
            },
        },
        "Images": {"Type": "AWS::ECR::Repository", "Properties": {"RepositoryName": "models"}},
        "Group": {
            "Type": "AWS::SageMaker::ModelPackageGroup",
            "Properties": {"ModelPackageGroupName": "models"},
        },
        "Queue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"QueueName": QUEUE.rsplit(":", maxsplit=1)[-1]},
        },
        "Topic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {"TopicName": TOPIC.rsplit(":", maxsplit=1)[-1]},
        },
        "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "of-consumers"}},
    }
    (folder / "shared.yaml").write_text(yaml.safe_dump({"Resources": resources}))
    consumers = [f"2{number:011}" for number in range(accounts)]
    names = {PRODUCER: "producer"} | {each: f"consumer{each[-4:]}" for each in consumers}
    config = {
        "accounts": {name: {"id": id, "regions": ["us-east-1"]} for id, name in names.items()},
        "stacks": [{"name": "shared", "template": "shared.yaml", "account": "producer"}],
        "flows": [
            {
                "name": f"use {names[each]}",
                "account": names[each],
                "principal": f"arn:aws:iam::{each}:role/{role}",
                "steps": [one for one in _calls() if only in one["call"]],
            }
            for each in consumers
        ],
    }
    (folder / "xacct-guard.yaml").write_text(yaml.safe_dump(config))
    return folder


def _calls() -> Sequence[dict[str, Any]]:
    bucket = f"arn:aws:s3:::models-{PRODUCER}"
    repository = f"arn:aws:ecr:us-east-1:{PRODUCER}:repository/models"
    version = f"arn:aws:sagemaker:us-east-1:{PRODUCER}:model-package/models/1"
    return (
        {"call": "s3:GetObject", "resource": f"{bucket}/models/first/output/model.tar.gz"},
        {"call": "s3:ListBucket", "resource": bucket, "context": {"s3:prefix": "models/"}},
        {"call": "ecr:BatchGetImage", "resource": repository},
        {"call": "ecr:GetDownloadUrlForLayer", "resource": repository},
        {"call": "sagemaker:DescribeModelPackage", "resource": version},
        {"call": "sqs:SendMessage", "resource": QUEUE},
        {"call": "sns:Publish", "resource": TOPIC},
        {"call": "events:PutEvents", "resource": BUS},
        {"call": "lambda:InvokeFunction", "resource": FUNCTION},
        {"call": "secretsmanager:GetSecretValue", "resource": SECRET},
        {"call": "sts:AssumeRole", "resource": SHARED_ROLE},
    )
