"""AWS managed keys (`alias/aws/…`): the policy that nobody can edit.

It lets the principals of its own account use the key through its service, and nobody else.
Source: KMS developer guide, concepts.html#aws-managed-cmk and kms-alias.html.
"""

from __future__ import annotations

import json
from functools import cache

from ..iam.arn import Arn
from ..iam.grammar import parse_policy
from ..iam.policy import Policy, PolicyKind
from ..read import read
from ..span import Source
from .step import Step

_THROUGH = {"ebs": "ec2"}  # the services whose keys bear another name


@cache
def policy_of(arn: str) -> Policy | None:
    """The policy of the key behind this alias ARN; None where it is no AWS managed key."""
    alias = Arn.parse(arn)
    if alias is None or not alias.resource.startswith("alias/aws/"):
        return None
    service = alias.resource.removeprefix("alias/aws/")
    through = f"{_THROUGH.get(service, service)}.{alias.region}.amazonaws.com"
    statement = {
        "Sid": "OwnAccountThroughTheService",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [
            *("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"),
            *("kms:GenerateDataKey*", "kms:ReEncrypt*"),
        ],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"kms:CallerAccount": alias.account, "kms:ViaService": through}
        },
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
    name = f"policy of {alias.resource}"
    return parse_policy(read(Source(f"{arn} (AWS managed)", text)), PolicyKind.RESOURCE, name)


def is_aws_managed(key: str) -> bool:
    """Is this a key that AWS made in the account (`alias/aws/…`), whose policy nobody can edit?"""
    return ":alias/aws/" in key


def is_own_managed_key(key: str, step: Step) -> bool:
    """Is this the AWS managed key of the asking account? Its policy lets everybody in who may use S3."""
    asking, of_key = Arn.parse(step.principal), Arn.parse(key)
    same = asking is not None and of_key is not None and asking.account == of_key.account
    return is_aws_managed(key) and same
