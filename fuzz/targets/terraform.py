"""A folder of Terraform, from its text to the findings."""

from __future__ import annotations

from ..outcome import checked
from ..target import Target

TARGET = Target(
    "terraform",
    checked("x.tf"),
    ("fixtures/**/*.tf",),
    (
        'resource "aws_iam_role" "r" {\n  count = 2\n  name = "r${count.index}"\n  assume_role_policy = jsonencode({Statement = [{Effect = "Allow", Action = "sts:AssumeRole", Principal = "*"}]})\n}\n',
    ),
)
