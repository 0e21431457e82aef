"""What CloudTrail calls a request, and what IAM calls the action behind it."""

from __future__ import annotations

import re
from enum import StrEnum

from ..iam import reference
from ..iam.operation import action_of

_SOURCES = {
    "aws-marketplace-metering": "aws-marketplace",
    "email": "ses",
    "monitoring": "cloudwatch",
    "tagging": "tag",
}
"""Event sources that are not called as the prefix of their actions.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

_DATED = re.compile(r"_?\d{4}_?\d{2}_?\d{2}(v\d+)?$")
"""The version of an API behind the name of an event: `CreateFunction20150331`.

https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
"""

_OF_A_VERSION = {
    "s3:GetObject": "s3:GetObjectVersion",
    "s3:GetObjectAcl": "s3:GetObjectVersionAcl",
    "s3:GetObjectTagging": "s3:GetObjectVersionTagging",
    "s3:DeleteObject": "s3:DeleteObjectVersion",
}
"""What is asked for where a request names the version of an object.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""


class Logged(StrEnum):
    """Whether CloudTrail records an action: always, where data events are logged, or never."""

    ALWAYS = "management event"
    IF_DATA_EVENTS = "data event"
    NEVER = "never logged"


_NEVER = frozenset({"iam:PassRole"})
"""Checked within another request, and no request of its own.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

_DATA = frozenset(
    {
        *("cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:PutMetricData"),
        *("dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:DeleteItem"),
        *("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan"),
        *("dynamodb:UpdateItem", "events:PutEvents", "kinesis:PutRecord", "kinesis:PutRecords"),
        *("lambda:InvokeFunction", "logs:PutLogEvents", "sagemaker:InvokeEndpoint"),
        *("sagemaker:InvokeEndpointAsync", "sns:Publish", "sqs:DeleteMessage"),
        *("sqs:ReceiveMessage", "sqs:SendMessage"),
    }
)
_OF_BUCKETS = re.compile(
    r"s3:(Get|Put|Delete|Abort|List|Restore)(Object|Multipart).*|s3:ListBucket"
)
"""Of S3, what is asked of objects is a data event; so is the listing of them.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
"""


def action_named(source: str, event: str, *, of_a_version: bool = False) -> str | None:
    """The action of an event, as the reference spells it; None for one that it does not know.

    `source` is as in the event (`s3.amazonaws.com`); `of_a_version`: the request names a version.
    """
    prefix = source.partition(".")[0].lower()
    prefix = _SOURCES.get(prefix, prefix)
    for name in dict.fromkeys((event, _DATED.sub("", event))):
        found = action_of(name, prefix)
        known = reference.action(found) if found else None
        if known is not None:
            return _OF_A_VERSION.get(known.name, known.name) if of_a_version else known.name
    return None


def logged(action: str) -> Logged:
    """Does CloudTrail record requests for the action?"""
    if action in _NEVER:
        return Logged.NEVER
    if action in _DATA or _OF_BUCKETS.fullmatch(action):
        return Logged.IF_DATA_EVENTS
    return Logged.ALWAYS
