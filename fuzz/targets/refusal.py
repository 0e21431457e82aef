"""What AWS said when it refused (`why --error`)."""

from __future__ import annotations

from xacct_guard.denial import read_denial

from ..outcome import tolerant
from ..target import Target


def take(data: bytes) -> None:
    """A message, an event, or whatever somebody copied."""
    text = data.decode("utf-8", errors="replace")
    tolerant(lambda: read_denial(text))


TARGET = Target(
    "refusal",
    take,
    (),
    (
        "An error occurred (AccessDenied) when calling the GetObject operation: User: arn:aws:sts::111111111111:"
        'assumed-role/r/s is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" with an'
        " explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/p-1",
        '{"eventSource": "s3.amazonaws.com", "eventName": "GetObject", "errorCode": "AccessDenied", "errorMessage":'
        ' "x", "userIdentity": {"arn": "arn:aws:iam::111111111111:role/r"}, "resources": [{"ARN": "arn:aws:s3:::b"}]}',
        "Encoded authorization failure message: abc",
    ),
)
