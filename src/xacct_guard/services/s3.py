"""Amazon S3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..graph.access_graph import AccessGraph
from ..graph.aws_managed_key import is_own_managed_key
from ..graph.key import key_arn
from ..graph.model import Resource
from ..graph.step import Page, Step
from ..iam.arn import Arn
from ..iam.symbol import Symbol, has_symbol, shown
from . import PolicyType, ResourceType, Service

ENCRYPTION = Page.of("AmazonS3/latest/userguide", "UsingKMSEncryption.html")
HEADERS = frozenset(
    # Request headers show up as context keys only when they are sent (S3 user guide,
    # list_amazons3.html): whoever sends one says so in its step.
    {
        "s3:x-amz-acl",
        "s3:x-amz-content-sha256",
        "s3:x-amz-copy-source",
        "s3:x-amz-grant-full-control",
        "s3:x-amz-grant-read",
        "s3:x-amz-grant-read-acp",
        "s3:x-amz-grant-write",
        "s3:x-amz-grant-write-acp",
        "s3:x-amz-metadata-directive",
        "s3:x-amz-server-side-encryption",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "s3:x-amz-server-side-encryption-customer-algorithm",
        "s3:x-amz-website-redirect-location",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
        "s3:accesspointnetworkorigin",
        "s3:versionid",
    }
)
READS = frozenset({"s3:GetObject", "s3:GetObjectVersion"})


def implied(step: Step, graph: AccessGraph) -> Iterator[Step]:
    """The KMS request behind reading or writing an object that is encrypted under a KMS key.

    It is made with the same credentials, through the S3 of the bucket's Region, whoever asks from where:
    `kms:ViaService` says so, and a key of another Region cannot be used (UsingKMSEncryption.html). The
    encryption context is the object's ARN, or the bucket's with a bucket key (bucket-key.html).
    """
    if step.action not in READS and step.action != "s3:PutObject":
        return
    bucket = graph.resource(step.resource)
    key = step.key or (_default_for(step, bucket) if bucket else None)
    if key is None or is_own_managed_key(key, step):
        return
    about = bucket.arn if bucket and bucket_key_enabled(bucket) else step.resource
    region = bucket.region if bucket and bucket.region else step.region
    for action, says in _on_key(step.action):
        yield Step(
            says.format(step.says),
            step.principal,
            action,
            key,
            account=step.account,
            region=region,
            page=ENCRYPTION,
            span=step.span,
            context={
                "kms:viaservice": f"s3.{region}.amazonaws.com",
                "kms:encryptioncontext:aws:s3:arn": about,
                "kms:encryptioncontextkeys": ("aws:s3:arn",),
                "aws:viaawsservice": "true",
            },
        )


def _default_for(step: Step, bucket: Resource) -> str | None:
    """The bucket's default key, as whoever asks gets it.

    An alias is looked up in the account of whoever writes (API_ServerSideEncryptionByDefault.html). Where a
    bare id is looked up for another account than the bucket's no page says, nor by whom an object was written.
    """
    asking, key = Arn.parse(step.principal), default_key(bucket)
    written = _written(bucket)
    if key is None or written is None or written.startswith("arn:") or written == key:
        return key
    if asking is None or asking.account == bucket.account:
        return key
    if step.action == "s3:PutObject" and written.startswith("alias/"):
        return key_arn(written, bucket.region, asking.account)
    return str(Symbol(f"the key that {shown(written)} is for account {shown(asking.account)}"))


def _on_key(action: str) -> tuple[tuple[str, str], ...]:
    if action in READS:
        return (("kms:Decrypt", "{}: decrypt it"),)
    # Artifacts and models are uploaded in parts: S3 then decrypts what it has already written
    # (mpuoverview.html, "Multipart upload API and permissions").
    return (
        ("kms:GenerateDataKey", "{}: encrypt it"),
        ("kms:Decrypt", "{}: decrypt the parts of a multipart upload"),
    )


def default_key(bucket: Resource) -> str | None:
    """The key ARN that the bucket's default encryption names; None for SSE-S3 and for none."""
    rule = bucket.facts.get("encryption")
    if rule is not None and has_symbol(rule.text or ""):
        return str(Symbol(f"default encryption of {shown(bucket.name)}", "arn:*"))
    default = rule.get("ServerSideEncryptionByDefault") if rule else None
    algorithm = default.get("SSEAlgorithm") if default else None
    if default is None or algorithm is None or not (algorithm.text or "").startswith("aws:kms"):
        return None
    return key_arn(_written(bucket) or "alias/aws/s3", bucket.region, bucket.account)


def _written(bucket: Resource) -> str | None:
    """The default key as the bucket's configuration names it."""
    rule = bucket.facts.get("encryption")
    return rule.text_at("ServerSideEncryptionByDefault", "KMSMasterKeyID") if rule else None


def bucket_key_enabled(bucket: Resource) -> bool:
    """Does the bucket use one data key for many objects?"""
    rule = bucket.facts.get("encryption")
    enabled = rule.get("BucketKeyEnabled") if rule else None
    return enabled is not None and enabled.text == "true"


def sends(step: Step, graph: AccessGraph) -> Mapping[str, str]:
    """`s3:ResourceAccount`: the account that owns the bucket (list_amazons3.html)."""
    bucket = graph.resource(step.resource)
    return {"s3:resourceaccount": bucket.account} if bucket else {}


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
                "DualStackDomainName": "{name}.s3.dualstack.{region}.amazonaws.com",
                "RegionalDomainName": "{name}.s3.{region}.amazonaws.com",
            },
            lower=True,
            facts={
                "encryption": "BucketEncryption.ServerSideEncryptionConfiguration[0]",
                "public_access_block": "PublicAccessBlockConfiguration",
                "ownership": "OwnershipControls.Rules[0].ObjectOwnership",
                "notifications": "NotificationConfiguration",
                "versioning": "VersioningConfiguration.Status",
                "tags": "Tags",
            },
        ),
        ResourceType(
            "s3:bucket-notifications",
            # What the CDK makes for the notifications of a bucket (aws-cdk-lib, aws-s3: notifications).
            arn="arn:{partition}:s3:{region}:{account}:bucket-notifications/{name}",
            cfn="Custom::S3BucketNotifications",
            takes_policy=False,
            facts={"bucket": "BucketName", "notifications": "NotificationConfiguration"},
        ),
        ResourceType(
            "s3:accesspoint",
            arn="arn:{partition}:s3:{region}:{account}:accesspoint/{name}",
            cfn="AWS::S3::AccessPoint",
            named_by="Name",
            attributes={"Arn": "{arn}", "Name": "{name}"},
            policy="Policy",
            lower=True,
            facts={
                "bucket": "Bucket",
                "bucket_account": "BucketAccountId",
                "public_access_block": "PublicAccessBlockConfiguration",
                "vpc": "VpcConfiguration.VpcId",
            },
        ),
    ),
    policies=(PolicyType("AWS::S3::BucketPolicy", of="s3:bucket", target="Bucket"),),
    implied=implied,
    sends=sends,
    never_sent=HEADERS,
)
