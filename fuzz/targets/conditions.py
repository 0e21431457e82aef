"""The grammar of conditions."""

from __future__ import annotations

from xacct_guard.iam.condition_grammar import hollow_in, parse_conditions
from xacct_guard.read import decode, read

from ..outcome import tolerant
from ..target import Target


def take(data: bytes) -> None:
    """A block of conditions."""

    def block() -> None:
        document = read(decode(data, "x.json"))
        parse_conditions(document)
        hollow_in(document)

    tolerant(block)


TARGET = Target(
    "conditions",
    take,
    (),
    (
        '{"StringEquals": {"aws:PrincipalOrgID": "o-a"}, "DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}',
        '{"ForAnyValue:StringNotLikeIfExists": {"aws:TagKeys": ["a", "b*"]}, "Bool": {"aws:ViaAWSService": true}}',
        '{"NumericGreaterThanEquals": {"s3:max-keys": 1e3}, "NotIpAddress": {"aws:SourceIp": ["::1/64", "10.0.0.0/33"]}}',
        '{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}, "BinaryEquals": {"a:b": "QQ=="}, "Null": {"a:c": "true"}}',
    ),
)
