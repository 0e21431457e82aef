"""
A role that CodePipeline reads or writes artifacts as may not list the artifact bucket.

## Why
CodePipeline's guide explains "service role ... is getting S3 access denied for the S3 bucket" by
`s3:ListBucket` that is missing, in the role's policies or the bucket's. Often it is granted on
the objects (`/*`), where it never matches: it is an action on the bucket.

The smallest policy that AWS publishes for a service role does without, and no page says when
CodePipeline lists. So no stage is called denied for it, and the confidence is low.

## Instead
Allow `s3:ListBucket` on the bucket's own ARN, without `/*`; where the bucket is in another account,
in its policy as well.

## Sources
- https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Confidence,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Listing,
    Rule,
    Severity,
    Tier,
    listings,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each bucket of a pipeline, with all the roles that may not list it."""
    found: dict[tuple[str, str], list[Listing]] = {}
    for listing in listings(facts):
        if listing.decision.verdict.denied:
            found.setdefault((listing.pipeline.arn, listing.store.bucket), []).append(listing)
    for those in found.values():
        yield _finding(those, facts)


def _finding(those: list[Listing], facts: Facts) -> Finding:
    pipeline, store = those[0].pipeline, those[0].store
    names = ", ".join(f"`{facts.full_name_of(each.role)}`" for each in those)
    roles = (facts.graph.roles[each.role] for each in those if each.role in facts.graph.roles)
    return RULE.finding(
        f"{names} may not list `{shown(store.bucket)}`, where `{shown(pipeline.name)}` keeps its artifacts",
        at=store.span,
        says="the artifact bucket",
        evidence=tuple(
            Evidence(role.span, "uses its objects, but may not list it") for role in roles
        ),
        account=pipeline.account,
        fix=Fix(
            "allow `s3:ListBucket` on the bucket itself, in whichever policy is silent about it"
        ),
    )


RULE = Rule(
    check, severity=Severity.LOW, kind=Kind.BLOCKS, confidence=Confidence.LOW, tier=Tier.STRICT
)
