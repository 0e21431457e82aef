"""A pipeline of SageMaker."""

from __future__ import annotations

from ..outcome import checked
from ..target import Target

TARGET = Target(
    "sagemaker_pipeline",
    checked("x.json"),
    ("fixtures/**/*.pipeline.json",),
    (
        '{"Version": "2020-12-01", "Parameters": [{"Name": "P", "Type": "String"}], "Steps": [{"Name": "T", "Type": "Training", "Arguments": {"RoleArn": {"Get": "Parameters.P"}, "OutputDataConfig": {"S3OutputPath": "s3://b/k"}}}]}',
    ),
)
