"""Amazon Data Firehose."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "firehose",
    resources=(
        ResourceType(
            "firehose:deliverystream",
            arn="arn:{partition}:firehose:{region}:{account}:deliverystream/{name}",
            cfn="AWS::KinesisFirehose::DeliveryStream",
            named_by="DeliveryStreamName",
            attributes={"Arn": "{arn}"},
            takes_policy=False,
        ),
    ),
)
