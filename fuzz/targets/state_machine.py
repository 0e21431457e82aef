"""A state machine of Step Functions."""

from __future__ import annotations

from ..outcome import checked
from ..target import Target

TARGET = Target(
    "state_machine",
    checked("x.asl.json"),
    ("fixtures/**/*SF*.json", "fixtures/**/*.asl.json"),
    (
        '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob.sync", "Parameters": {"RoleArn": "arn:aws:iam::111111111111:role/r"}, "End": true}}}',
    ),
)
