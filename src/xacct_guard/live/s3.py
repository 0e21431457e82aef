"""Amazon S3: buckets, access points, and what an account allows of publicity."""

from __future__ import annotations

from collections.abc import Mapping

from ..iam.symbol import has_symbol
from ..shape import at, listed, mapping, renamed, shape
from ..span import Node
from . import Ask, Kind

_BLOCK = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_NO_BLOCK = "NoSuchPublicAccessBlockConfiguration"
_OF_BUCKET = {"Bucket": "Name"}
_OF_POINT = {"AccountId": "account", "Name": "Name"}
_TOLD = {
    "TopicConfigurations": ("TopicConfigurations", "TopicArn", "Topic"),
    "QueueConfigurations": ("QueueConfigurations", "QueueArn", "Queue"),
    "LambdaConfigurations": ("LambdaFunctionConfigurations", "LambdaFunctionArn", "Function"),
}


def _block(record: Node) -> Node | None:
    """What of publicity is blocked: nothing, where a bucket has no such configuration.

    A new bucket of a template has everything blocked, one that exists may have lost it
    (AmazonS3/latest/userguide/access-control-block-public-access.html).
    """
    said = at(record, "get_public_access_block.PublicAccessBlockConfiguration")
    return said or mapping(record, {name: Node(value=False, span=record.span) for name in _BLOCK})


def _encryption(record: Node) -> Node | None:
    said = at(record, "get_bucket_encryption.ServerSideEncryptionConfiguration.Rules")
    if said is None:
        return None
    names = {"ApplyServerSideEncryptionByDefault": "ServerSideEncryptionByDefault"}
    rules = renamed(said, names)
    if rules is None or has_symbol(rules.text or ""):
        return rules
    return mapping(said, {"ServerSideEncryptionConfiguration": rules})


def _notifications(record: Node) -> Node | None:
    """Who is told of what happens; a template has an entry for each event."""
    said = at(record, "get_bucket_notification_configuration")
    if said is None or has_symbol(said.text or ""):
        return said
    found = {name: _told(said.get(of), arn, to) for name, (of, arn, to) in _TOLD.items()}
    bridge = said.get("EventBridgeConfiguration")
    if bridge is not None:
        found["EventBridgeConfiguration"] = mapping(
            bridge, {"EventBridgeEnabled": Node(value=True, span=bridge.span)}
        )
    return mapping(said, found) if any(found.values()) else None


def _told(entries: Node | None, arn: str, to: str) -> Node | None:
    if entries is None:
        return None
    each = ((entry, event) for entry in entries.items for event in _items(entry, "Events"))
    return listed(
        entries,
        (
            mapping(entry, {"Event": event, to: entry.get(arn), "Filter": _filter(entry)})
            for entry, event in each
        ),
    )


def _filter(entry: Node) -> Node | None:
    said = entry.get("Filter", "Key")
    rules = said.get("FilterRules") if said else None
    return mapping(said, {"S3Key": mapping(said, {"Rules": rules})}) if said and rules else None


def _items(node: Node, name: str) -> tuple[Node, ...]:
    found = node.get(name)
    return found.items if found else ()


def _look(operation: str, permission: str, *absent: str) -> Ask:
    return Ask("s3", operation, (f"s3:{permission}",), _OF_BUCKET, absent=absent)


def _of_point(operation: str, permission: str, *absent: str) -> Ask:
    arguments: Mapping[str, str] = _OF_POINT
    return Ask("s3control", operation, (f"s3:{permission}",), arguments, absent=absent)


LIVE = (
    Kind(
        "s3:bucket",
        # The Region of each bucket is in the answer where the request has a parameter
        # (AmazonS3/latest/API/API_ListBuckets.html).
        Ask("s3", "list_buckets", ("s3:ListAllMyBuckets",), fixed={"MaxBuckets": 1000}),
        items="Buckets",
        named="Name",
        looks=(
            _look("get_bucket_location", "GetBucketLocation"),
            _look("get_bucket_policy", "GetBucketPolicy", "NoSuchBucketPolicy"),
            _look("get_public_access_block", "GetBucketPublicAccessBlock", _NO_BLOCK),
            _look(
                "get_bucket_ownership_controls",
                "GetBucketOwnershipControls",
                "OwnershipControlsNotFoundError",
            ),
            _look(
                "get_bucket_encryption",
                "GetEncryptionConfiguration",
                "ServerSideEncryptionConfigurationNotFoundError",
            ),
            _look("get_bucket_notification_configuration", "GetBucketNotification"),
            _look("get_bucket_versioning", "GetBucketVersioning"),
            _look("get_bucket_tagging", "GetBucketTagging", "NoSuchTagSet"),
        ),
        once=True,
        region="BucketRegion",
        gone=("NoSuchBucket",),
        cfn="AWS::S3::Bucket",
        properties=shape(
            BucketName="list_buckets.Name",
            PublicAccessBlockConfiguration=_block,
            OwnershipControls="get_bucket_ownership_controls.OwnershipControls",
            BucketEncryption=_encryption,
            NotificationConfiguration=_notifications,
            VersioningConfiguration="get_bucket_versioning",
            Tags="get_bucket_tagging.TagSet",
        ),
        policy="get_bucket_policy.Policy",
    ),
    Kind(
        "s3:accesspoint",
        Ask("s3control", "list_access_points", ("s3:ListAccessPoints",), {"AccountId": "account"}),
        items="AccessPointList",
        named="Name",
        looks=(
            _of_point("get_access_point", "GetAccessPoint"),
            _of_point("get_access_point_policy", "GetAccessPointPolicy", "NoSuchAccessPointPolicy"),
        ),
        gone=("NoSuchAccessPoint",),
        cfn="AWS::S3::AccessPoint",
        properties=shape(
            Name="list_access_points.Name",
            Bucket="list_access_points.Bucket",
            BucketAccountId="list_access_points.BucketAccountId",
            VpcConfiguration="list_access_points.VpcConfiguration",
            PublicAccessBlockConfiguration="get_access_point.PublicAccessBlockConfiguration",
        ),
        policy="get_access_point_policy.Policy",
    ),
    Kind(
        # It holds for every bucket of the account, whatever is said of the bucket.
        "s3:account-public-access-block",
        Ask(
            "s3control",
            "get_public_access_block",
            ("s3:GetAccountPublicAccessBlock",),
            {"AccountId": "account"},
            absent=(_NO_BLOCK,),
        ),
        items="[PublicAccessBlockConfiguration]",
        named="'account'",
        once=True,
    ),
)
