"""
A bucket that other accounts write to takes objects under whatever key.

## Why
A writer that names no key, or another one, is let in: a job of another account then leaves a model
under `aws/s3` of its own account, which nobody else can decrypt, or under a key that its owner may take
away. A condition that asks for `aws:kms` alone does not say which key, and that of the writer's account
will do. The mistake shows when the first reader fails at `kms:Decrypt`, long after the object was written.

## Instead
Name the key in the bucket's default encryption, and refuse what names another: a Deny on
`s3:PutObject` with `StringNotEquals` on `s3:x-amz-server-side-encryption-aws-kms-key-id`.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
- https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_OutputDataConfig.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Resource,
    Rule,
    Severity,
    Span,
    Tier,
    Truth,
    is_refused_to_all,
    shown,
    somebody,
    writes_from_abroad,
)

_HEADERS = "s3:x-amz-server-side-encryption"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each bucket."""
    for arn, hops in writes_from_abroad(facts).items():
        bucket = facts.graph.resources[arn]
        if bucket.policy_held and _takes_any_key(bucket, facts):
            yield _finding(bucket, hops, facts)


def _takes_any_key(bucket: Resource, facts: Facts) -> bool:
    """Is an upload under a key that nobody has heard of surely not refused?"""
    partition = bucket.arn.split(":")[1]
    key = f"arn:{partition}:kms:{bucket.region}:{bucket.account}:key/{'0' * 8}-0000-4000-8000-{'0' * 12}"
    names = {_HEADERS: "aws:kms", f"{_HEADERS}-aws-kms-key-id": key}
    asked = (somebody(bucket), "s3:PutObject", f"{bucket.arn}/any", bucket.span)
    return is_refused_to_all(facts.ask(*asked, context=names)) is Truth.NO


def _finding(bucket: Resource, hops: tuple[Hop, ...], facts: Facts) -> Finding:
    at = _place(bucket, facts)
    writers = {hop.step.principal: hop for hop in hops}
    names = ", ".join(f"`{facts.full_name_of(writer)}`" for writer in writers)
    return RULE.finding(
        f"`{shown(bucket.name)}` takes objects under whatever key; {names} of other accounts may write",
        at=at,
        says="any key will do",
        evidence=tuple(
            Evidence(span, "writes here")
            for span in dict.fromkeys(hop.step.span for hop in writers.values())
            if span != at
        ),
        account=bucket.account,
        fix=Fix("refuse uploads that name another key than the one that the readers may use"),
    )


def _place(bucket: Resource, facts: Facts) -> Span:
    """The statement that speaks of encryption, else the policy, else the bucket."""
    for statement in facts.statements_of(bucket.policy):
        about = any(each.key.lower().startswith(_HEADERS) for each in statement.conditions)
        if about and statement.effect is Effect.DENY:
            return statement.span
    return bucket.policy.span if bucket.policy else bucket.span


RULE = Rule(check, severity=Severity.LOW, kind=Kind.BLOCKS, tier=Tier.STRICT)
