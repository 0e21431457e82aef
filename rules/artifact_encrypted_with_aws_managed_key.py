"""
An object that another account reads is encrypted under an AWS managed key.

## Why
Where no key is named, SageMaker encrypts under `aws/s3` of the job's account, and CodePipeline
under that of the pipeline's. Its policy cannot be edited and lets nobody in from outside: the
other account may read the object as far as S3 is concerned, and fails at `kms:Decrypt`.

## Instead
Name a customer managed key (`OutputDataConfig.KmsKeyId` of a training job, `encryptionKey` of
an artifact store), and let the readers' roles decrypt with it.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_OutputDataConfig.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Role,
    Rule,
    Severity,
    Verdict,
    is_aws_managed,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each kind of object that somebody abroad could otherwise read."""
    for hop in facts.hops:
        key = hop.step.key
        if hop.step.action != "s3:PutObject" or key is None or not is_aws_managed(key):
            continue
        readers = tuple(_readers(hop, key.split(":")[4], facts))
        if readers:
            yield _finding(hop, key, readers, facts)


def _readers(hop: Hop, account: str, facts: Facts) -> Iterator[Role]:
    """The roles of other accounts that S3 would surely let read the object."""
    for role in facts.let_in(hop.step.resource):
        if role.account != account:
            decision = facts.ask(role.arn, "s3:GetObject", hop.step.resource, hop.step.span)
            if decision.verdict is Verdict.ALLOW:
                yield role


def _finding(hop: Hop, key: str, readers: tuple[Role, ...], facts: Facts) -> Finding:
    names = ", ".join(f"`{facts.full_name_of(role.arn)}`" for role in readers)
    return RULE.finding(
        f"`{shown(hop.step.resource)}` is written under `aws/s3` of"
        f" {facts.account_name(key.split(':')[4])}, which {names} cannot use",
        at=hop.step.span,
        says="no key is named here",
        evidence=tuple(
            Evidence(role.span, "may read the object, but not decrypt it") for role in readers
        ),
        account=hop.step.account,
        fix=Fix("name a customer managed key that the readers may use"),
        explains=_denied_by(key, facts),
    )


def _denied_by(key: str, facts: Facts) -> Iterator[Hop]:
    """The denied hops that ask for the key."""
    return (h for h in facts.hops if h.step.resource == key and h.decision.verdict.denied)


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
