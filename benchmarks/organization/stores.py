"""The buckets, keys and repositories of an account, and whom of other accounts they let in."""

from __future__ import annotations

from .content import Content, Json, Thing, allow, document
from .layout import BUCKETS, KEYS, REGION, REPOSITORIES
from .statements import PULL

_BLOCKED = dict.fromkeys(
    ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
)
_BY_ROOT = 9
"""The bucket that lets in an account, and says which role of it is meant."""
_TO_KEEP = [
    *("kms:DescribeKey", "kms:GetKeyPolicy", "kms:PutKeyPolicy", "kms:ListKeyPolicies"),
    *("kms:EnableKeyRotation", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"),
    *("kms:ListGrants", "kms:RevokeGrant", "kms:TagResource"),
]


def furnish(content: Content) -> None:
    """Make what keeps data."""
    for number in range(KEYS):
        content.add(key(content, number, _key_policy(content, number)))
    for number in range(BUCKETS):
        held = content.layout.key(content.index, number) if number < KEYS else None
        name = content.layout.bucket(content.index, number)
        content.add(bucket(content, name, _bucket_policy(content, number), held))
    for number in range(REPOSITORIES):
        content.add(_repository(content, number))
    everything = {"get_public_access_block": _BLOCKED}
    content.add(Thing("s3:account-public-access-block", "account", everything, region=""))


def bucket(content: Content, name: str, policy: Json, key: str | None) -> Thing:
    """A bucket with its policy; without a key it is encrypted by S3's own."""
    algorithm = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key} if key else {}
    rule = {
        "ApplyServerSideEncryptionByDefault": algorithm or {"SSEAlgorithm": "AES256"},
        "BucketKeyEnabled": bool(key),
    }
    record = {
        "list_buckets": {"BucketRegion": REGION, "Name": name, **_of(content)},
        "get_bucket_location": {"LocationConstraint": None},
        "get_public_access_block": {"PublicAccessBlockConfiguration": _BLOCKED},
        "get_bucket_ownership_controls": {
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        },
        "get_bucket_encryption": {"ServerSideEncryptionConfiguration": {"Rules": [rule]}},
        "get_bucket_notification_configuration": {},
        "get_bucket_versioning": {"Status": "Enabled"},
        "get_bucket_tagging": None,
    }
    place = ("get_bucket_policy", "Policy")
    return Thing("s3:bucket", name, record, policy=policy, place=place)


def repository(content: Content, name: str, policy: Json) -> Thing:
    """A repository with its policy."""
    described = {
        "encryptionConfiguration": {"encryptionType": "AES256"},
        "imageTagMutability": "IMMUTABLE",
        "registryId": content.id,
        "repositoryArn": f"arn:aws:ecr:{REGION}:{content.id}:repository/{name}",
        "repositoryName": name,
        **_of(content),
    }
    place = ("get_repository_policy", "policyText")
    record = {"describe_repositories": described}
    return Thing("ecr:repository", name, record, policy=policy, place=place)


def key(content: Content, number: int, policy: Json) -> Thing:
    """A key with its policy."""
    arn = content.layout.key(content.index, number)
    id = arn.rpartition("/")[2]
    state = {
        "Enabled": True,
        "KeyManager": "CUSTOMER",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "KeyState": "Enabled",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "MultiRegion": False,
    }
    record = {
        "list_keys": {"KeyArn": arn, "KeyId": id, **_of(content)},
        "describe_key": {"KeyMetadata": state},
        "list_grants": {"Grants": []},
    }
    return Thing("kms:key", id, record, policy=policy, place=("get_key_policy", "Policy"))


def kept_by_its_account(content: Content) -> Json:
    """The statement by which the account looks after a key."""
    account = {"AWS": f"arn:aws:iam::{content.id}:root"}
    return allow(_TO_KEEP, "*", Sid="KeptByItsAccount", Principal=account)


def no_plain_http(bucket: str) -> Json:
    """The statement that refuses what comes without TLS."""
    return {
        "Sid": "NoPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _key_policy(content: Content, number: int) -> Json:
    bond = content.layout.bond("bucket", content.index, number)
    comer = {"AWS": content.layout.role(bond.comer, bond.seat)}
    through = {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}
    reads = allow("kms:Decrypt", "*", Sid="Readers", Principal=comer, Condition=through)
    own = {"AWS": f"arn:aws:iam::{content.id}:root"}
    used = allow(
        ["kms:Decrypt", "kms:GenerateDataKey"],
        "*",
        Sid="OwnRoles",
        Principal=own,
        Condition=through,
    )
    return document(kept_by_its_account(content), used, reads)


def _bucket_policy(content: Content, number: int) -> Json:
    layout = content.layout
    bond = layout.bond("bucket", content.index, number)
    comer = layout.role(bond.comer, bond.seat)
    shared = f"arn:aws:s3:::{layout.bucket(content.index, number)}/shared/*"
    if number != _BY_ROOT:
        reads = allow("s3:GetObject", shared, Sid="Readers", Principal={"AWS": comer})
    else:
        root = {"AWS": f"arn:aws:iam::{layout.account(bond.comer)}:root"}
        who = {"ArnEquals": {"aws:PrincipalArn": comer}}
        reads = allow("s3:GetObject", shared, Sid="Readers", Principal=root, Condition=who)
    return document(no_plain_http(layout.bucket(content.index, number)), reads)


def _repository(content: Content, number: int) -> Thing:
    layout = content.layout
    bond = layout.bond("repository", content.index, number)
    comer = {"AWS": layout.role(bond.comer, bond.seat)}
    pulls = document(allow(PULL, None, Sid="Pullers", Principal=comer))
    return repository(content, layout.repository(number), pulls)


def _of(content: Content) -> Json:
    return {"account": content.id, "partition": "aws", "region": REGION}
