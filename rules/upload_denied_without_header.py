"""
A bucket refuses uploads that leave the encryption to the bucket.

## Why
A Deny on `s3:PutObject` unless `s3:x-amz-server-side-encryption` (or the key's id) is as it should be
looks at a header of the request. The bucket's default encryption adds no header, and a header that is
absent is not equal to anything: an upload by the console, the CLI or a tool that leaves encryption to
the bucket is refused, though the object would be encrypted. `…IfExists` does not help in a Deny. The
usual way out is to take the whole policy away, for the time of an upload or for good.

Low where the default is what the policy asks for, medium where not even that is so, and high where a
traced request is refused for it.

## Instead
Let the default encryption name the key, and refuse only what asks for another: pair the condition with
`Null: {s3:x-amz-server-side-encryption: "false"}`.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Edit,
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Resource,
    Rule,
    Severity,
    Statement,
    Tier,
    Truth,
    Verdict,
    conditioned,
    shown,
    somebody,
    uploads,
)

_HEADERS = "s3:x-amz-server-side-encryption"
_KEY_ID = f"{_HEADERS}-aws-kms-key-id"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each bucket, at the first statement that refuses such an upload."""
    for bucket in facts.graph.of_type("s3:bucket"):
        refusing = tuple(_refusing(bucket, facts))
        if refusing:
            yield _finding(bucket, refusing, facts)


def _refusing(bucket: Resource, facts: Facts) -> Iterator[Statement]:
    """The statements on encryption by which an upload without a header is refused."""
    for statement in facts.statements_of(bucket.policy):
        if not any(each.key.lower().startswith(_HEADERS) for each in statement.conditions):
            continue
        upload = next((_object(w.text, bucket) for w in statement.resources), f"{bucket.arn}/any")
        decision = facts.ask(somebody(bucket), "s3:PutObject", upload, statement.span)
        if decision.verdict is Verdict.EXPLICIT_DENY and any(
            statement in each.deciding for each in decision.outcomes if each.denies is Truth.YES
        ):
            yield statement


def _object(resource: str, bucket: Resource) -> str:
    """An object that a resource of the statement covers."""
    covered = resource.replace("*", "any")
    return covered if covered.startswith(f"{bucket.arn}/") else f"{bucket.arn}/any"


def _finding(bucket: Resource, refusing: tuple[Statement, ...], facts: Facts) -> Finding:
    first, *others = refusing
    stopped = tuple(_stopped(bucket, refusing, facts))
    rule = bucket.facts.get("encryption")
    default = rule.get("ServerSideEncryptionByDefault", "SSEAlgorithm") if rule else None
    here = (Evidence(default.span, "adds no header to an upload"),) if default else ()
    severity = Severity.LOW if _suffices(bucket, refusing) else Severity.MEDIUM
    return RULE.finding(
        f"uploads to `{shown(bucket.name)}` that leave the encryption to the bucket are refused",
        at=first.span,
        says="a header that is absent is not equal to this",
        evidence=(
            *(Evidence(each.span, "and not to this") for each in others),
            *here,
            *(Evidence(hop.step.span, "refused for it") for hop in stopped[:3]),
        ),
        severity=Severity.HIGH if stopped else severity,
        account=bucket.account,
        fix=Fix(
            f'refuse only uploads that say so: add `Null: {{{_HEADERS}: "false"}}`',
            edits=_edits(refusing),
        ),
        explains=stopped,
    )


def _edits(refusing: tuple[Statement, ...]) -> tuple[Edit, ...]:
    every = [
        conditioned(statement, "Null", key, "false")
        for statement in refusing
        for key in dict.fromkeys(each.key for each in statement.conditions)
        if key.lower().startswith(_HEADERS)
    ]
    return tuple(edit for edits in every for edit in edits) if all(every) else ()


def _stopped(bucket: Resource, refusing: tuple[Statement, ...], facts: Facts) -> Iterator[Hop]:
    """The traced uploads that send no such header and are refused by these statements alone."""
    for hop in uploads(facts).get(bucket.arn, ()):
        sent = any(key.startswith(_HEADERS) for key in hop.step.context)
        if not sent and hop.decision.verdict.denied:
            by = [s for o in hop.decision.outcomes if o.denies is Truth.YES for s in o.deciding]
            if by and all(each in refusing for each in by):
                yield hop


def _suffices(bucket: Resource, refusing: tuple[Statement, ...]) -> bool:
    """Would the default encryption meet what the statements ask for?"""
    rule = bucket.facts.get("encryption")
    default = rule.get("ServerSideEncryptionByDefault") if rule else None
    has = {
        _HEADERS: (default.text_at("SSEAlgorithm") if default else None) or "AES256",
        _KEY_ID: default.text_at("KMSMasterKeyID") if default else None,
    }
    asked = [c for s in refusing for c in s.conditions if c.key.lower() in has]
    return all(has[c.key.lower()] in {w.text for w in c.values} for c in asked)


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS, tier=Tier.STRICT)
