"""Amazon S3: buckets and their policies."""

from __future__ import annotations

from ..graph.step import Steps
from . import Creation, Handler

_SETTINGS = {
    "BucketEncryption": "s3:PutEncryptionConfiguration",
    "VersioningConfiguration": "s3:PutBucketVersioning",
    "PublicAccessBlockConfiguration": "s3:PutBucketPublicAccessBlock",
    "OwnershipControls": "s3:PutBucketOwnershipControls",
    "LifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "Tags": "s3:PutBucketTagging",
    "NotificationConfiguration": "s3:PutBucketNotification",
    "LoggingConfiguration": "s3:PutBucketLogging",
    "ReplicationConfiguration": "s3:PutReplicationConfiguration",
    "CorsConfiguration": "s3:PutBucketCORS",
    "WebsiteConfiguration": "s3:PutBucketWebsite",
    "AccelerateConfiguration": "s3:PutAccelerateConfiguration",
    "AnalyticsConfigurations": "s3:PutAnalyticsConfiguration",
    "InventoryConfigurations": "s3:PutInventoryConfiguration",
    "MetricsConfigurations": "s3:PutMetricsConfiguration",
    "IntelligentTieringConfigurations": "s3:PutIntelligentTieringConfiguration",
    "ObjectLockConfiguration": "s3:PutBucketObjectLockConfiguration",
    "AccessControl": "s3:PutBucketAcl",
}


def put_policy(creation: Creation) -> Steps:
    """Put the policy on the bucket; the handler looks at what is there first."""
    for bucket in creation.texts("Bucket"):
        arn = (
            bucket if bucket.startswith("arn:") else f"arn:{creation.maker.partition}:s3:::{bucket}"
        )
        for action in ("s3:PutBucketPolicy", "s3:GetBucketPolicy"):
            yield creation.ask(action, arn)


HANDLERS = (
    Handler(
        "AWS::S3::Bucket",
        create=("s3:CreateBucket",),
        given={route: (action,) for route, action in _SETTINGS.items()},
        aside=("s3:ListBucket",),
        passes={"ReplicationConfiguration.Role": "s3.amazonaws.com"},
    ),
    Handler("AWS::S3::BucketPolicy", steps=put_policy),
)
