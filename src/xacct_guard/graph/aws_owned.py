"""What AWS itself keeps for everybody: registries of images, buckets with layers, models and packages.

The resource policies of these let all accounts read; whatever else stands in the way of a request (an
endpoint policy, a control policy on foreign resources) still does. Sources: SageMaker developer guide,
ecr-us-east-1.html (Docker registry paths); ECR user guide, vpc-endpoints.html; aws-samples
data-perimeter-policy-examples, service_owned_resources.md.
"""

from __future__ import annotations

import json
import re
from functools import cache

from ..iam import reference
from ..iam.arn import Arn
from ..iam.grammar import parse_policy
from ..iam.policy import Policy, PolicyKind
from ..iam.symbol import Symbol, only_symbol
from ..read import read
from ..span import Source

ORGANIZATION = str(Symbol("the organization of AWS's own accounts", "o-*", created=True))
_OF_AWS = "AWS's own account "
_REGION = r"[a-z]{2,4}(-[a-z]+)+-\d"
_BUCKETS = re.compile(
    rf"prod-{_REGION}-starport-layer-bucket|jumpstart-(private-)?cache-prod-{_REGION}"
    rf"|(packages|repo|amazonlinux)\.{_REGION}\.amazonaws\.com|amazonlinux-2-repos-{_REGION}"
    rf"|al2023(-repos)?-{_REGION}(-\w+)?|aws-codedeploy-{_REGION}|aws-ssm-{_REGION}"
    rf"|amazon-ssm(-packages)?-{_REGION}|amazoncloudwatch-agent-{_REGION}|aws-cli"
    rf"|patch-baseline-snapshot-{_REGION}|aws-(windows-downloads|patchmanager-macos)-{_REGION}"
    rf"|aws-ssm-(distributor-file|document-attachments)-{_REGION}|{_REGION}-birdwatcher-prod"
)
_READS = {
    "s3": ("s3:GetObject", "s3:ListBucket"),
    "ecr": ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
}


def own_account(what: str) -> str:
    """An account of AWS: nobody knows its id, but it is none of the estate's."""
    return str(Symbol(f"{_OF_AWS}({what})", "?" * 12, created=True))


def is_of_aws(account: str) -> bool:
    """Does this stand for an account of AWS?"""
    symbol = only_symbol(account)
    return symbol is not None and symbol.name.startswith(_OF_AWS)


def owner_of(arn: str) -> str | None:
    """The account of AWS that owns this resource; None where AWS does not keep it for everybody."""
    parsed = Arn.parse(arn)
    if parsed is None:
        return None
    if parsed.service == "s3" and _BUCKETS.fullmatch(parsed.resource.partition("/")[0]):
        return own_account(parsed.resource.partition("/")[0])
    repository = parsed.resource.removeprefix("repository/")
    kept = parsed.service == "ecr" and reference.keeps(parsed.account, repository, parsed.region)
    return parsed.account if kept else None


def policy_of(arn: str) -> Policy | None:
    """The policy of what AWS keeps for everybody, as far as it lets them in; else None."""
    parsed = Arn.parse(arn)
    return _open(parsed.service) if parsed is not None and owner_of(arn) is not None else None


@cache
def _open(service: str) -> Policy:
    return _allowing(_READS[service], f"what AWS keeps in {service}", PolicyKind.RESOURCE)


@cache
def of_its_own() -> Policy:
    """What a principal in an account of AWS may do there: nothing of that is ours to check."""
    return _allowing(("*",), "AWS's own principals", PolicyKind.IDENTITY)


def _allowing(actions: tuple[str, ...], name: str, kind: PolicyKind) -> Policy:
    statement: dict[str, object] = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    if kind is PolicyKind.RESOURCE:
        statement["Principal"] = "*"
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
    return parse_policy(read(Source(f"{name} (kept by AWS)", text)), kind, f"policy of {name}")
