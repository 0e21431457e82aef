"""Amazon CloudWatch Logs: log groups."""

from __future__ import annotations

from . import Handler

HANDLERS = (
    Handler(
        "AWS::Logs::LogGroup",
        create=("logs:CreateLogGroup",),
        given={
            "RetentionInDays": ("logs:PutRetentionPolicy",),
            "Tags": ("logs:TagResource",),
            "DataProtectionPolicy": ("logs:PutDataProtectionPolicy",),
        },
        aside=("logs:DescribeLogGroups",),
    ),
)
