"""Amazon Kinesis."""

from __future__ import annotations

from ..shape import at, mapping, shape
from ..span import Node
from . import Ask, Kind


def _encryption(record: Node) -> Node | None:
    said = at(record, "describe_stream_summary")
    if said is None or said.get("KeyId") is None:
        return said if said is not None and said.text else None
    return mapping(said, {name: said.get(name) for name in ("EncryptionType", "KeyId")})


LIVE = (
    Kind(
        "kinesis:stream",
        Ask("kinesis", "list_streams", ("kinesis:ListStreams",)),
        items="StreamSummaries",
        named="StreamName",
        looks=(
            Ask(
                "kinesis",
                "describe_stream_summary",
                ("kinesis:DescribeStreamSummary",),
                {"StreamARN": "StreamARN"},
                keep="StreamDescriptionSummary.{EncryptionType: EncryptionType, KeyId: KeyId}",
            ),
            Ask(
                "kinesis",
                "get_resource_policy",
                ("kinesis:GetResourcePolicy",),
                {"ResourceARN": "StreamARN"},
            ),
        ),
        gone=("ResourceNotFoundException",),
        cfn="AWS::Kinesis::Stream",
        properties=shape(Name="list_streams.StreamName", StreamEncryption=_encryption),
        policy="get_resource_policy.Policy",
    ),
)
