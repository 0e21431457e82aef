"""What reading a queue or a stream takes, for those that read it continually: functions and pipes.

Sources: Lambda developer guide, services-sqs-configure.html, with-kinesis.html, with-ddb.html; EventBridge
user guide, eb-pipes-permissions.html.
"""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..iam.arn import Arn
from ..iam.symbol import shown

_ACTIONS = {
    "sqs": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "kinesis": ("kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords"),
    "dynamodb": ("dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"),
}


def read_continually(source: str | None, caller: Caller, page: Page) -> Steps:
    """The requests on the source, as the caller; those on one of another kind are unknown, by name."""
    arn = Arn.parse(source or "")
    if source is None or arn is None or arn.service not in _ACTIONS:
        what = f"what reading {shown(source or 'the source')} takes"
        yield caller.unknown("read the source", what, page)
        return
    for action in _ACTIONS[arn.service]:
        yield caller.ask("read the source", action, source, page)
