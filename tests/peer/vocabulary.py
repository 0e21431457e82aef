"""A small world in which requests and policies often meet: principals, targets, context keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

A, B = "111122223333", "444455556666"
ORGANIZATION = "o-1"
IDP = f"arn:aws:iam::{A}:oidc-provider/token.actions.githubusercontent.com"
SLR = f"arn:aws:iam::{A}:role/aws-service-role/x.amazonaws.com/Linked"
SESSION = f"arn:aws:sts::{A}:assumed-role/Train/job"
ROLE = f"arn:aws:iam::{A}:role/Train"
USER = f"arn:aws:iam::{A}:user/alice"
FEDERATED = f"arn:aws:sts::{A}:federated-user/alice"
ROOT = f"arn:aws:iam::{A}:root"
LINKED = f"arn:aws:sts::{A}:assumed-role/Linked/s"
SERVICE = "events.amazonaws.com"
ANYONE = "*"

PRINCIPALS: Mapping[str, int] = {
    SESSION: 40,
    ROLE: 10,
    USER: 20,
    FEDERATED: 6,
    ROOT: 3,
    LINKED: 2,
    SERVICE: 8,
    ANYONE: 6,
    IDP: 5,
}
"""Who asks, and how often."""

HAS_IDENTITY = (SESSION, ROLE, USER, FEDERATED, LINKED)
HAS_SESSION = (SESSION, ROLE, FEDERATED)


@dataclass(frozen=True, slots=True)
class Target:
    """One action on one resource; `{}` is the owner. `policy`: may the resource carry one?"""

    action: str
    resource: str
    often: int = 4
    policy: bool = True
    keys: tuple[str, ...] = ()

    @property
    def is_role(self) -> bool:
        return ":role/" in self.resource


TARGETS = (
    Target("s3:GetObject", "arn:aws:s3:::ml-red/data/x", 16),
    Target("s3:ListBucket", "arn:aws:s3:::ml-red", 8, keys=("s3:prefix", "s3:max-keys")),
    Target("s3:ListAllMyBuckets", "*", 2, policy=False),
    Target(
        "kms:Decrypt",
        "arn:aws:kms:us-east-1:{}:key/1234abcd",
        14,
        keys=("kms:ViaService", "kms:EncryptionContextKeys", "kms:EncryptionContext:stage"),
    ),
    Target("sts:AssumeRole", "arn:aws:iam::{}:role/Deploy", 12, keys=("sts:ExternalId",)),
    Target(
        "sts:AssumeRoleWithWebIdentity",
        "arn:aws:iam::{}:role/Deploy",
        keys=(
            "token.actions.githubusercontent.com:aud",
            "token.actions.githubusercontent.com:sub",
            "token.actions.githubusercontent.com:ref",
        ),
    ),
    Target("sts:GetCallerIdentity", "*", 1, policy=False),
    Target(
        "iam:PassRole",
        "arn:aws:iam::{}:role/Deploy",
        4,
        policy=False,
        keys=("iam:PassedToService",),
    ),
    Target("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:{}:function:f:prod"),
    Target(
        "sagemaker:DescribeModelPackageGroup",
        "arn:aws:sagemaker:us-east-1:{}:model-package-group/fraud",
    ),
    Target("ecr:BatchGetImage", "arn:aws:ecr:us-east-1:{}:repository/ml/train"),
    Target("ecr:GetAuthorizationToken", "*", 2, policy=False),
    Target("sqs:SendMessage", "arn:aws:sqs:us-east-1:{}:jobs"),
    Target("sns:Publish", "arn:aws:sns:us-east-1:{}:alarms"),
    Target("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:{}:secret:db-AbCdEf"),
    Target("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:{}:table/runs"),
    Target(
        "codepipeline:StartPipelineExecution", "arn:aws:codepipeline:us-east-1:{}:train", 3, False
    ),
)


@dataclass(frozen=True, slots=True)
class Key:
    """A context key: the operator families that fit it, what a request has, what policies ask.

    `several`: AWS sends a list. What a policy asks is drawn from `asked` and from `held`.
    """

    families: tuple[str, ...]
    held: tuple[str, ...]
    asked: tuple[str, ...] = ()
    several: bool = False


TEAM = "aws:PrincipalTag/team"
_TAGS = ("red", "blue")
_WILD = ("r*d", "r?d", "*", "b*", "RED", "${" + TEAM + "}", "r${*}d", "${aws:username, 'red'}")
_INSTANTS = (
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00+01:00",
    "2025-12-31",
    "2026-06-01T12:00:00Z",
)
_EPOCHS = ("1767225600", "1767225599", "1893400000", "1767225600000")
_ADDRESSES = ("203.0.113.7", "198.51.100.1", "2001:db8::1", "10.1.2.3")
_RANGES = (
    *("203.0.113.0/24", "198.51.100.1/32", "198.51.100.1", "10.0.0.0/8", "0.0.0.0/0"),
    *("2001:DB8::/32", "2001:db8:0::1", "::/0"),
)

KEYS: Mapping[str, Key] = {
    TEAM: Key(("String",), (*_TAGS, *_TAGS, *_TAGS, "", "r*d"), _WILD),
    "aws:RequestTag/size": Key(
        ("Numeric", "Numeric", "String"),
        ("9", "10", "10.0", "9", "10", "1e2", "9 apples", "many"),
        ("9", "10", "10.0", "9.5", "-1", "1e2"),
    ),
    "aws:RequestTag/digest": Key(("Binary",), ("AQID", "BAUG"), ()),
    "aws:MultiFactorAuthAge": Key(("Numeric",), ("9", "300", "3600"), ("10", "300.0")),
    "aws:SourceVpce": Key(("String",), ("vpce-1", "vpce-2"), ("vpce-*", "vpce-?")),
    "aws:SourceIp": Key(("Ip",), _ADDRESSES, _RANGES),
    "aws:VpcSourceIp": Key(("Ip",), _ADDRESSES[:2], _RANGES),
    "aws:CurrentTime": Key(("Date",), _INSTANTS, (*_INSTANTS, *_EPOCHS[:2], "2026")),
    "aws:EpochTime": Key(("Date", "Numeric"), _EPOCHS, ()),
    "aws:TokenIssueTime": Key(("Date",), _INSTANTS, _EPOCHS[:2]),
    "aws:SecureTransport": Key(("Bool",), ("true", "false"), ("True",)),
    "aws:MultiFactorAuthPresent": Key(("Bool",), ("true", "false")),
    "aws:ViaAWSService": Key(("Bool",), ("true", "false")),
    "aws:PrincipalIsAWSService": Key(("Bool",), (), ("true", "false")),
    "aws:CalledVia": Key(
        ("String",),
        ("athena.amazonaws.com", "cloudformation.amazonaws.com", ""),
        ("athena.*", "dynamodb.amazonaws.com"),
        several=True,
    ),
    "aws:TagKeys": Key(("String",), ("red", "blue", "green"), (*_WILD, ""), several=True),
    "aws:PrincipalOrgPaths": Key(
        ("String",), ("o-1/r-1/ou-1/", "o-1/r-1/ou-2/"), ("o-1/*", "o-2/*"), several=True
    ),
    "aws:SourceArn": Key(
        ("Arn", "String"),
        ("arn:aws:sns:us-east-1:111122223333:alarms", "arn:aws:s3:::ml-red", "nonsense"),
        (
            *("arn:aws:sns:*:111122223333:*", "arn:*:*:*:*:*", "arn:aws:s3:::ml-${" + TEAM + "}"),
            *("arn:aws:sns:us-east-1:${aws:PrincipalAccount}:alarms", "*", "arn:aws:sns:*"),
        ),
    ),
    "aws:SourceAccount": Key(("String",), (A, B), ("${aws:ResourceAccount}",)),
    "aws:PrincipalArn": Key(
        ("Arn", "Arn", "String"),
        (),
        (
            *(ROLE, USER, f"arn:aws:iam::{A}:role/*", "arn:aws:iam::*:role/*Train", ROOT, SLR),
            *(f"arn:aws:iam::{A}:role/ml/Train", "arn:aws:iam::*:*/*", SESSION),
        ),
    ),
    "aws:PrincipalOrgID": Key(("String",), (), (ORGANIZATION, "o-2", "o-*")),
    "aws:PrincipalAccount": Key(("String",), (), (A, B, "1111*", "${aws:ResourceAccount}")),
    "aws:ResourceAccount": Key(("String",), (), (A, B, "${aws:PrincipalAccount}")),
    "aws:RequestedRegion": Key(("String",), (), ("us-east-1", "us-*", "eu-west-1")),
    "aws:username": Key(("String",), (), ("alice", "ALICE", "a*e", "bob")),
    "aws:PrincipalType": Key(("String",), (), ("User", "AssumedRole", "Account")),
    "s3:prefix": Key(
        ("String",), ("data/", "secret/", ""), ("data/*", "${aws:username, 'data'}/*")
    ),
    "s3:max-keys": Key(("Numeric",), ("9", "10"), ("10", "100")),
    "kms:ViaService": Key(
        ("String",),
        ("s3.us-east-1.amazonaws.com", "ecr.us-east-1.amazonaws.com"),
        ("s3.*.amazonaws.com",),
    ),
    "kms:EncryptionContextKeys": Key(("String",), ("stage", "team"), ("st*",), several=True),
    "kms:EncryptionContext:stage": Key(("String",), ("train", "prod"), ("t*",)),
    "sts:ExternalId": Key(("String",), ("secret-1", "secret-2"), ("secret-?",)),
    "iam:PassedToService": Key(
        ("String",), ("sagemaker.amazonaws.com", "lambda.amazonaws.com"), ("*.amazonaws.com",)
    ),
    "token.actions.githubusercontent.com:aud": Key(("String",), ("sts.amazonaws.com",), ()),
    "token.actions.githubusercontent.com:sub": Key(
        ("String",),
        ("repo:acme/ml:ref:refs/heads/main",),
        ("repo:acme/ml:*", "repo:acme/*:environment:prod"),
    ),
    "token.actions.githubusercontent.com:ref": Key(
        ("String",), ("refs/heads/main",), ("refs/heads/*",)
    ),
}

_COMPARED = ("LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
OPERATORS: Mapping[str, tuple[str, ...]] = {
    "String": (
        *("StringEquals", "StringNotEquals", "StringLike", "StringLike", "StringNotLike"),
        *("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
    ),
    "Arn": ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"),
    "Ip": ("IpAddress", "NotIpAddress"),
    "Numeric": ("NumericEquals", "NumericNotEquals", *(f"Numeric{one}" for one in _COMPARED)),
    "Date": ("DateEquals", "DateNotEquals", *(f"Date{one}" for one in _COMPARED)),
    "Bool": ("Bool",),
    "Binary": ("BinaryEquals",),
}
