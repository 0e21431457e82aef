"""A plan of Terraform, from its text to the findings."""

from __future__ import annotations

from ..outcome import checked
from ..target import Target

TARGET = Target(
    "plan",
    checked("x.json"),
    ("fixtures/**/*plan*.json",),
    (
        '{"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "values": {"bucket": "b"}}]}}}',
    ),
)
