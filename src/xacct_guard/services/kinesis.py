"""Amazon Kinesis."""

from __future__ import annotations

from . import PolicyType, ResourceType, Service

SERVICE = Service(
    "kinesis",
    resources=(
        ResourceType(
            "kinesis:stream",
            arn="arn:{partition}:kinesis:{region}:{account}:stream/{name}",
            cfn="AWS::Kinesis::Stream",
            named_by="Name",
            attributes={"Arn": "{arn}"},
            facts={"encryption": "StreamEncryption"},
        ),
    ),
    policies=(
        PolicyType(
            "AWS::Kinesis::ResourcePolicy",
            of="kinesis:stream",
            target="ResourceArn",
            document="ResourcePolicy",
        ),
    ),
)
