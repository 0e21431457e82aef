"""
What another account writes into a bucket may belong to the writer.

## Why
With object ownership `ObjectWriter` or `BucketOwnerPreferred`, an object that a principal of another
account puts belongs to that account, unless it hands it over with an ACL. The bucket's policy does not
cover such an object: readers that the policy names, and the bucket's owner itself, get AccessDenied.

Buckets made since April 2023 have `BucketOwnerEnforced` where nobody says otherwise, older ones have
`ObjectWriter`. Where nothing is said here, nobody can see which it is: the confidence is low.

## Instead
Say `ObjectOwnership: BucketOwnerEnforced`. ACLs are then off, and `s3:PutObjectAcl` is of no use.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Confidence,
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Resource,
    Rule,
    Severity,
    Tier,
    declared_buckets,
    set_at,
    shown,
    writes_from_abroad,
)

_WEIGHTS = {
    "ObjectWriter": (Severity.MEDIUM, Confidence.HIGH),
    "BucketOwnerPreferred": (Severity.LOW, Confidence.MEDIUM),
    None: (Severity.LOW, Confidence.LOW),
}


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each bucket that a traced request of another account writes to."""
    for bucket in declared_buckets(facts):
        hops = writes_from_abroad(facts).get(bucket.arn, ())
        said = bucket.facts.get("ownership")
        if hops and (said.text if said else None) in _WEIGHTS:
            yield _finding(bucket, hops, facts)


def _finding(bucket: Resource, hops: tuple[Hop, ...], facts: Facts) -> Finding:
    said = bucket.facts.get("ownership")
    severity, confidence = _WEIGHTS[said.text if said else None]
    writers = {hop.step.principal: hop.step.span for hop in hops}
    names = ", ".join(f"`{facts.full_name_of(writer)}`" for writer in writers)
    return RULE.finding(
        f"what {names} writes into `{shown(bucket.name)}` may belong to the writer's account",
        at=said.span if said else bucket.span,
        says="lets objects belong to their writer"
        if said
        else "nothing is said of who owns objects",
        evidence=tuple(Evidence(span, "written here") for span in dict.fromkeys(writers.values())),
        severity=severity,
        confidence=confidence,
        account=bucket.account,
        fix=Fix(
            "set the object ownership to `BucketOwnerEnforced`",
            edits=set_at(
                bucket.span,
                said.span if said else None,
                "BucketOwnerEnforced",
                *("OwnershipControls", "Rules", "[]", "ObjectOwnership"),
            ),
        ),
    )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.BLOCKS, tier=Tier.STRICT)
