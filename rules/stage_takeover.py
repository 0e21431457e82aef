"""
A role that no pipeline needs for it may replace what a stage in another account executes.

## Why
An artifact, or an image under a tag that may be moved, is executed by whoever takes it, with what that
role may do. Where a role of the account that keeps it can overwrite it, and no stage is seen to
need that, whoever gets hold of the role gets into the other account with the next run: past the source
repository, and past every approval, which was given to something else.

Roles that are seen to write there are left alone, and administrators; of whoever comes from another
account `write-from-another-account` speaks.

## Instead
Allow `s3:PutObject` on the artifact bucket, and `ecr:PutImage`, to the roles of the pipeline alone. Make
the tags of images immutable, or name images by their digest.

## Sources
- https://docs.aws.amazon.com/codepipeline/latest/userguide/security-best-practices.html
- https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNINTENDED,
    Arn,
    Evidence,
    Facts,
    Feeder,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Span,
    among,
    feeders,
    granting,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, with the roles that have it and what they may replace."""
    found: dict[Span, list[Feeder]] = {}
    for feeder in feeders(facts):
        found.setdefault(granting(feeder.role, feeder.decisions)[0].span, []).append(feeder)
    for feeders_by_it in found.values():
        yield _finding(feeders_by_it, facts)


def _finding(those: list[Feeder], facts: Facts) -> Finding:
    first = those[0]
    feed, hop = first.feed, first.feed.hop
    shown, *others = granting(first.role, first.decisions)
    starts = tuple(dict.fromkeys(facts.name_of(each.role.arn) for each in those))
    arn = Arn.parse(hop.step.principal)
    return RULE.finding(
        f"{among(starts)} may `{feed.action}` what `{facts.name_of(hop.step.principal)}` of"
        f" {facts.account_name(arn.account if arn else '')} takes from"
        f" `{feed.resource.place or feed.resource.name}` ({facts.where(feed.path)})",
        at=shown.span,
        says="lets it replace what is executed there",
        evidence=dict.fromkeys((*others, Evidence(hop.step.span, "is executed here"))),
        account=first.role.account,
        fix=Fix(f"allow `{feed.action}` there to the roles of the pipeline alone"),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES, supposes=UNINTENDED)
