"""
Something reads from a bucket what nothing is seen to write there.

## Why
A job that is given a prefix without objects fails at its start, or trains on nothing. The data may come
from a person or a system that nobody described here; or they are uploaded under another prefix than the
job reads, which no permission shows. The finding is a list of what has to be there before the first run.

## Instead
Compare the prefix with where the data are uploaded to; describe who uploads them under `flows:` in the
configuration.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNSEEN,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Reading,
    Rule,
    Severity,
    Tier,
    shown,
    unwritten,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each bucket, with every prefix that is read there."""
    found: dict[str, list[Reading]] = {}
    for reading in unwritten(facts):
        if reading.alike is None:
            found.setdefault(reading.bucket.arn, []).append(reading)
    for those in found.values():
        first, *others = those
        keys = ", ".join(f"`{each.key}`" for each in those)
        yield RULE.finding(
            f"nothing is seen to write what is read from `{shown(first.bucket.name)}`: {keys}",
            at=first.hop.step.span,
            says=f"reads `{first.key}`",
            evidence=tuple(
                Evidence(span, f"reads `{key}`")
                for span, key in {each.hop.step.span: each.key for each in others}.items()
                if span != first.hop.step.span
            ),
            account=first.hop.step.account,
            fix=Fix("see that it is uploaded there, and describe who does"),
        )


RULE = Rule(
    check,
    severity=Severity.INFO,
    kind=Kind.BLOCKS,
    confidence=Confidence.LOW,
    tier=Tier.AUDIT,
    supposes=UNSEEN,
)
