"""Amazon Data Firehose."""

from __future__ import annotations

from ..iam.semantics import IDENTITY_ONLY
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
            semantics=IDENTITY_ONLY,
            takes_policy=False,
        ),
    ),
)
