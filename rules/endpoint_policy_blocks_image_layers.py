"""
The policy of an S3 endpoint lets no layers of images through.

## Why
ECR keeps the layers of images in buckets of its own (`prod-<region>-starport-layer-bucket`) and hands out
signed addresses. A docker client in a VPC fetches them through the S3 endpoint, whose policy has a say:
one that names the team's buckets alone stops the pull after the manifest, with an error that speaks of
S3 and not of ECR. The request is signed by ECR, so a condition on one's own account or organization
never lets it through.

## Instead
Allow `s3:GetObject` on `arn:aws:s3:::prod-<region>-starport-layer-bucket/*` to everybody in the policy
of the endpoint.

## Sources
- https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
"""

import json
from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    PolicyKind,
    Rule,
    Severity,
    appended,
    shown,
)

_LAYERS = "-starport-layer-bucket/"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each endpoint and bucket of layers."""
    found: dict[tuple[str, str], list[Hop]] = {}
    for hop in facts.hops:
        by_endpoint = hop.decision.denied_by is PolicyKind.ENDPOINT
        if by_endpoint and hop.via and _LAYERS in hop.step.resource:
            bucket = hop.step.resource.partition("/")[0]
            found.setdefault((hop.via, bucket), []).append(hop)
    for (endpoint, bucket), hops in found.items():
        yield _finding(endpoint, bucket, hops, facts)


def _finding(endpoint: str, bucket: str, hops: list[Hop], facts: Facts) -> Finding:
    held = next(iter(facts.graph.named("ec2:vpc-endpoint", endpoint)))
    at = held.policy.span if held.policy else held.span
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"{bucket}/*",
    }
    return RULE.finding(
        f"the policy of `{shown(held.place)}` lets no layers of images through",
        at=at,
        says=f"nothing here allows `{bucket.rpartition(':')[2]}`",
        evidence=tuple(
            Evidence(span, "pulls an image from there")
            for span in dict.fromkeys(hop.step.span for hop in hops)
        ),
        account=held.account,
        fix=Fix(
            "allow the bucket of the layers",
            edits=appended(held.policy, statement),
            statement=json.dumps(statement),
            at=at,
        ),
        explains=hops,
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
