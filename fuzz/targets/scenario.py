"""A scenario of `evaluate`: a request, the policies, and the decision."""

from __future__ import annotations

from xacct_guard.errors import XacctGuardError
from xacct_guard.library.deciding import evaluate

from ..target import Target


def take(data: bytes) -> None:
    """A line of the input; what is wrong with a value that a program gives has no place."""
    try:
        evaluate(data.decode("utf-8", errors="replace"))
    except XacctGuardError as error:
        assert error.message


TARGET = Target(
    "scenario",
    take,
    (),
    (
        '{"id": 1, "request": {"principal": "arn:aws:sts::111122223333:assumed-role/T/s", "principal_account":'
        ' "111122223333", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k", "resource_account":'
        ' "111122223333", "region": "us-east-1", "context": {"aws:SourceIp": "10.0.0.1", "aws:TagKeys": ["a"]},'
        ' "unknown_context": ["aws:SourceVpce"]}, "policies": {"identity": [{"name": "p", "document": {"Version":'
        ' "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:x}*",'
        ' "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}}}], "scps": [[{"Statement": []}]],'
        ' "kms_grants": [], "boundary": null}, "organization": {"id": "o-1", "principal_in_org": true}}',
    ),
)
