"""Amazon S3."""

from __future__ import annotations

from . import PolicyType, ResourceType, Service

SERVICE = Service(
    "s3",
    resources=(
        ResourceType(
            "s3:bucket",
            arn="arn:{partition}:s3:::{name}",
            cfn="AWS::S3::Bucket",
            named_by="BucketName",
            attributes={
                "Arn": "{arn}",
                "DomainName": "{name}.s3.amazonaws.com",
                "RegionalDomainName": "{name}.s3.{region}.amazonaws.com",
            },
            lower=True,
            facts={
                "encryption": "BucketEncryption.ServerSideEncryptionConfiguration[0]",
                "public_access_block": "PublicAccessBlockConfiguration",
                "ownership": "OwnershipControls.Rules[0].ObjectOwnership",
            },
        ),
    ),
    policies=(PolicyType("AWS::S3::BucketPolicy", of="s3:bucket", target="Bucket"),),
)
