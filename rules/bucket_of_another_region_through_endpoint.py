"""
A bucket of another Region is asked for from a VPC that reaches S3 by a gateway alone.

## Why
A gateway endpoint leads to the buckets of its own Region. A request to a bucket elsewhere goes past it,
finds no other way out of a private subnet, and ends in a timeout.

## Instead
Copy the data into a bucket of the Region; or add an interface endpoint for S3 of that Region.

## Sources
- https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
- https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Lost,
    Rule,
    Severity,
    lost_calls,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each bucket and VPC."""
    found: dict[tuple[str, str], list[Lost]] = {}
    for lost in lost_calls(facts):
        if lost.others:
            bucket = lost.hop.step.resource.partition("/")[0]
            found.setdefault((bucket, lost.vpc.arn), []).append(lost)
    for (bucket, _), those in found.items():
        yield _finding(bucket, those, facts)


def _finding(bucket: str, those: list[Lost], facts: Facts) -> Finding:
    first, held = those[0], facts.graph.resource(bucket)
    places = [Evidence(endpoint.span, "leads to its own Region") for endpoint in first.others[:1]]
    places += [Evidence(held.span, f"is in {shown(first.region)}")] if held else []
    name = bucket.rpartition(":")[2]
    return RULE.finding(
        f"`{shown(name)}` is in {shown(first.region)}, where nothing leads to from"
        f" `{shown(first.vpc.place)}` in {shown(first.vpc.region)}",
        at=first.hop.step.span,
        says="asked for from the VPC",
        evidence=places,
        account=first.hop.step.account,
        fix=Fix(f"keep what is read in {shown(first.vpc.region)}"),
        explains=(each.hop for each in those),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
