"""
Something reads a prefix that is written in other letters.

## Why
The keys of S3 tell capital from small letters: `Data/train.csv` is not `data/train.csv`. Whoever reads
one while the other is written finds nothing, and without `s3:ListBucket` is answered AccessDenied, which
sends people looking through policies.

## Instead
Write the prefix the same in both places.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
- https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNSEEN,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    shown,
    unwritten,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each key that is read."""
    for reading in unwritten(facts):
        if reading.alike is not None:
            yield RULE.finding(
                f"`{reading.key}` is read from `{shown(reading.bucket.name)}`, and"
                f" `{reading.alike}` is written",
                at=reading.hop.step.span,
                says=f"reads `{reading.key}`",
                account=reading.hop.step.account,
                fix=Fix(f"read `{reading.alike}`, or write `{reading.key}`"),
            )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS, supposes=UNSEEN)
