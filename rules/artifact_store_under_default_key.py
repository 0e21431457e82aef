"""
A pipeline keeps its artifacts under the default key of S3.

## Why
Without an `EncryptionKey` CodePipeline encrypts artifacts under `aws/s3` of the pipeline's account.
Everybody there who may read the bucket reads them; there is no key policy to say otherwise, and no
key to take away. And nothing of another account can read them, ever: the first action with a role
of another account asks for a new key and a new pipeline.

A pipeline with actions in other accounts is told by `artifact-encrypted-with-aws-managed-key`.

## Instead
Make a customer managed key and name its ARN as the `EncryptionKey` of the artifact store.

## Sources
- https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
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
    declared_bucket,
    shown,
    stores,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each bucket, with every pipeline that keeps artifacts there without a key."""
    for name, those in stores(facts).items():
        bare = [(pipeline, store) for pipeline, store in those if store.key is None]
        if not bare:
            continue
        bucket = declared_bucket(name, facts)
        names = ", ".join(f"`{shown(pipeline.name)}`" for pipeline, _ in bare)
        at = bucket.span if bucket else bare[0][1].span
        yield RULE.finding(
            f"{names} keeps its artifacts in `{shown(name)}` under the default key of S3",
            at=at,
            says="the artifact bucket",
            evidence=tuple(
                Evidence(store.span, "no key is named") for _, store in bare if store.span != at
            ),
            account=bare[0][0].account,
            fix=Fix("name a customer managed key in the artifact store"),
        )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.EXPOSES, tier=Tier.AUDIT)
