"""
A bucket of artifacts keeps no versions.

## Why
What is overwritten or deleted there is gone: which template was deployed, and which model was approved,
can no longer be shown, and a role that may write can put another object in the place of a reviewed one
without leaving the first behind.

## Instead
`VersioningConfiguration: {Status: Enabled}`, with a lifecycle rule that ends old versions.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
- https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html (S3.14)
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Tier,
    declared_buckets,
    set_at,
    shown,
    stores,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each bucket in which a pipeline keeps artifacts."""
    for bucket in declared_buckets(facts):
        kept, said = stores(facts).get(bucket.name, ()), bucket.facts.get("versioning")
        if kept and (said is None or said.text == "Suspended"):
            yield RULE.finding(
                f"`{shown(bucket.name)}` keeps artifacts, and no versions of them",
                at=said.span if said else bucket.span,
                says="keeps no versions",
                evidence=tuple(Evidence(store.span, "artifacts go here") for _, store in kept[:1]),
                account=bucket.account,
                fix=Fix(
                    "switch the bucket's versioning on",
                    edits=set_at(
                        bucket.span,
                        said.span if said else None,
                        "Enabled",
                        *("VersioningConfiguration", "Status"),
                    ),
                ),
            )


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE, tier=Tier.AUDIT)
