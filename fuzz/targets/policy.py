"""The grammar of policies."""

from __future__ import annotations

from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.read import decode, read

from ..outcome import tolerant
from ..target import Target

KINDS = tuple(PolicyKind)


def take(data: bytes) -> None:
    """One document as a policy of every kind."""

    def policies() -> None:
        document = read(decode(data, "x.json"))
        for kind in KINDS:
            tolerant(lambda kind=kind: parse_policy(document, kind, "p"))  # type: ignore[misc]

    tolerant(policies)


TARGET = Target(
    "policy",
    take,
    ("policies/**/*.json",),
    (
        '{"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Deny", "NotPrincipal": {"AWS":'
        ' "arn:aws:iam::111111111111:root", "Service": "x.amazonaws.com"}, "NotAction": ["s3:*", "k?s:De*"],'
        ' "NotResource": "arn:aws:s3:::${aws:username}/*", "Condition": {"ForAllValues:StringLikeIfExists":'
        ' {"aws:TagKeys": ["a*", "?"]}, "Null": {"aws:X": "true"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}]}',
    ),
)
