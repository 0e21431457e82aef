"""A definition of CodePipeline."""

from __future__ import annotations

from ..outcome import checked
from ..target import Target

TARGET = Target(
    "code_pipeline",
    checked("pipeline.json"),
    ("fixtures/systems/*/*/pipeline*.json",),
    (
        '{"pipeline": {"name": "p", "roleArn": "arn:aws:iam::111111111111:role/r", "artifactStore": {"type": "S3", "location": "b"}, "stages": [{"name": "S", "actions": [{"name": "A", "actionTypeId": {"category": "Source", "owner": "AWS", "provider": "S3", "version": "1"}, "configuration": {"S3Bucket": "b", "S3ObjectKey": "k"}}]}]}}',
    ),
)
