"""Scenarios to measure with: many requests over few policy sets, as a run over an estate has them.

Not a benchmark itself. A policy set is a role with its identity policies, control policies, now
and then a boundary or an endpoint, and the resources it works with, each with its policy. Every
request brings the whole of it, as `xacct-guard evaluate` wants it. Both engines can read them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

Json = Any
LINES, SETS, SEED = 20_000, 100, 1
ORGANIZATION = "o-estate"
_READ = ("s3:GetObject", "s3:ListBucket", "s3:GetObjectVersion")
_WRITE = ("s3:PutObject", "s3:AbortMultipartUpload")
_KEY = ("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey")
_IMAGE = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability")
_OTHER = (
    *("logs:PutLogEvents", "sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob"),
    *("sqs:SendMessage", "sns:Publish", "dynamodb:GetItem", "states:StartExecution"),
)


def scenarios(lines: int = LINES, sets: int = SETS, seed: int = SEED) -> Iterator[Json]:
    """That many scenarios over that many policy sets; the same ones for the same seed."""
    made = [_policy_set(Random(f"{seed}:{number}"), number) for number in range(sets)]
    draw = Random(seed)
    for number in range(lines):
        yield {"id": str(number), **_request(draw, made[number % sets])}


def write(path: Path, lines: int = LINES, sets: int = SETS, seed: int = SEED) -> Path:
    """The scenarios as NDJSON, one a line."""
    with path.open("w", encoding="utf-8") as file:
        for scenario in scenarios(lines, sets, seed):
            file.write(json.dumps(scenario, separators=(",", ":")) + "\n")
    return path


def _policy_set(draw: Random, number: int) -> Json:
    account, other = str(100_000_000_000 + number), str(200_000_000_000 + number)
    owner = other if draw.random() < 0.5 else account
    bucket, name = f"ml-{number}-artifacts", f"train-{number}"
    role = f"arn:aws:iam::{account}:role/{name}"
    key = f"arn:aws:kms:eu-west-1:{owner}:key/{number:08x}-0000-4000-8000-000000000000"
    image = f"arn:aws:ecr:eu-west-1:{owner}:repository/ml/{number}"
    return {
        "role": role,
        "principal": f"arn:aws:sts::{account}:assumed-role/{name}/run",
        "account": account,
        "owner": owner,
        "targets": [
            *(
                (action, f"arn:aws:s3:::{bucket}/data/part-{{}}", "bucket")
                for action in (_READ[0], _WRITE[0])
            ),
            ("s3:ListBucket", f"arn:aws:s3:::{bucket}", "bucket"),
            *((action, key, "key") for action in _KEY[:2]),
            ("ecr:BatchGetImage", image, "image"),
            ("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{account}:{name}", None),
        ],
        "identity": _identity(draw, bucket, key, image),
        "resources": {
            "bucket": _document(*_bucket_policy(draw, bucket, role, owner)),
            "key": _document(*_key_policy(role, owner)),
            "image": _document(_named(role, _IMAGE, None)),
        },
        "boundary": _document(
            _allow(("s3:*", "kms:*", "ecr:*", "sqs:*", "logs:*", "sagemaker:*"), "*")
        )
        if draw.random() < 0.25
        else None,
        "scps": [[_document(_allow("*", "*"))], [_document(_allow("*", "*"), _regions())]],
        "endpoint": _document({**_allow("*", "*"), "Principal": "*"})
        if draw.random() < 0.125
        else None,
    }


def _request(draw: Random, held: Json) -> Json:
    action, shape, carrier = draw.choice(held["targets"])
    resource = shape.format(draw.randrange(1000)) if "{}" in shape else shape
    return {
        "request": {
            "principal": held["principal"],
            "principal_account": held["account"],
            "action": action,
            "resource": resource,
            "resource_account": held["owner"] if carrier else held["account"],
            "region": "eu-west-1",
            "context": {
                "aws:SourceIp": draw.choice(("10.1.2.3", "203.0.113.9")),
                "aws:PrincipalTag/team": draw.choice(("vision", "fraud")),
                "aws:CurrentTime": "2026-11-21T12:00:00Z",
            },
        },
        "policies": {
            "identity": held["identity"],
            "resource": held["resources"].get(carrier),
            "boundary": held["boundary"],
            "session": [],
            "scps": held["scps"],
            "rcps": [],
            "vpc_endpoint": held["endpoint"],
        },
        "organization": {"id": ORGANIZATION, "principal_in_org": True},
    }


def _identity(draw: Random, bucket: str, key: str, image: str) -> list[Json]:
    """One to four policies: what the work needs, and what has gathered over the years."""
    needed = [
        _allow(list(_READ), [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]),
        {
            **_allow(list(_WRITE), f"arn:aws:s3:::{bucket}/data/*"),
            **_when("StringLike", "aws:PrincipalTag/team", "v*"),
        },
        _allow(list(_KEY), key),
        _allow(list(_IMAGE), image),
        _allow("ecr:GetAuthorizationToken", "*"),
    ]
    documents = [_document(*needed)]
    for number in range(draw.randrange(4)):
        gathered = [
            _allow(draw.sample(_OTHER, 3), f"arn:aws:{service}:eu-west-1:*:{number}-*")
            for service in draw.sample(
                ("sqs", "sns", "dynamodb", "logs", "states"), draw.randint(2, 5)
            )
        ]
        documents.append(_document(*gathered))
    return [{"name": f"policy-{at}", "document": one} for at, one in enumerate(documents)]


def _bucket_policy(draw: Random, bucket: str, role: str, owner: str) -> list[Json]:
    everything = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything}
    return [
        {**deny, **_when("Bool", "aws:SecureTransport", "false")},
        {**deny, **_when("StringNotEquals", "aws:PrincipalOrgID", ORGANIZATION)},
        _named(role, (*_READ, *_WRITE), everything),
        _named(f"arn:aws:iam::{owner}:root", ("s3:*",), everything),
        *(
            [{**deny, **_when("NotIpAddress", "aws:SourceIp", "10.0.0.0/8")}]
            if draw.random() < 0.2
            else []
        ),
    ]


def _key_policy(role: str, owner: str) -> list[Json]:
    through = _when("StringEqualsIfExists", "kms:ViaService", "s3.eu-west-1.amazonaws.com")
    return [
        _named(f"arn:aws:iam::{owner}:root", ("kms:*",), "*"),
        {**_named(role, _KEY, "*"), **through},
    ]


def _regions() -> Json:
    elsewhere = _when("StringNotEquals", "aws:RequestedRegion", ["eu-west-1", "us-east-1"])
    return {"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*", **elsewhere}


def _named(principal: str, actions: tuple[str, ...], resource: Json) -> Json:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": list(actions)}
    return {**statement, "Resource": resource} if resource else statement


def _allow(actions: Json, resource: Json) -> Json:
    return {
        "Effect": "Allow",
        "Action": list(actions) if isinstance(actions, tuple) else actions,
        "Resource": resource,
    }


def _when(operator: str, key: str, values: Json) -> Json:
    return {"Condition": {operator: {key: values}}}


def _document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}
