"""
A bucket answers requests that come without TLS.

## Why
S3 speaks plain HTTP as well as HTTPS. What is sent that way, artifacts and training data, can be read
and changed on the way. A Deny that covers the objects alone (`/*`) leaves requests on the bucket open,
those that list it among them.

The SDKs and the CLI use HTTPS unless they are told otherwise, so the severity is low.

## Instead
Refuse everything without `aws:SecureTransport`, on the bucket's ARN and on that of its objects.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
- https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html (S3.5)
"""

import json
from collections.abc import Iterator

from xacct_guard.rule import (
    Edit,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Rule,
    Safety,
    Severity,
    Span,
    Tier,
    Truth,
    appended,
    has_symbol,
    is_refused_to_all,
    referred,
    shown,
    somebody,
)

_KEY = "aws:securetransport"
_PLAIN = {_KEY: "false"}
_ASKED = (("s3:ListBucket", "", "bucket itself"), ("s3:GetObject", "/any-object", "objects"))


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each bucket."""
    for bucket in facts.graph.of_type("s3:bucket"):
        if not bucket.policy_held or bucket.name == "*":
            continue
        said = {what: _is_refused(bucket, action, tail, facts) for action, tail, what in _ASKED}
        left = [what for what, refused in said.items() if refused is Truth.NO]
        if left:
            yield _finding(bucket, left if len(left) < len(said) else [], facts)


def _is_refused(bucket: Resource, action: str, tail: str, facts: Facts) -> Truth:
    resource = f"{bucket.arn}{tail}"
    return is_refused_to_all(
        facts.ask(somebody(bucket), action, resource, bucket.span, context=_PLAIN)
    )


def _finding(bucket: Resource, left: list[str], facts: Facts) -> Finding:
    at = _place(bucket, facts)
    of = f", as far as the {left[0]} is concerned" if left == ["bucket itself"] else ""
    of = f", as far as its {left[0]} are concerned" if left == ["objects"] else of
    return RULE.finding(
        f"`{shown(bucket.name)}` answers requests without TLS{of}",
        at=at,
        says="refuses only part of them" if left else "nothing here refuses them",
        evidence=() if at == bucket.span else (Evidence(bucket.span, "the bucket"),),
        account=bucket.account,
        fix=Fix(
            "refuse what comes without TLS, on the bucket and on its objects",
            Safety.SAFE,
            _edits(bucket, at, facts),
            statement=None if has_symbol(bucket.arn) else json.dumps(_statement(bucket.arn)),
            at=bucket.policy.span if bucket.policy else None,
        ),
    )


def _edits(bucket: Resource, at: Span, facts: Facts) -> tuple[Edit, ...]:
    """The statement, where the policy has none that is meant to do this."""
    if bucket.policy is None or at != bucket.policy.span:
        return ()
    written = referred(_statement(bucket.arn), bucket.arn, at, facts.graph)
    return appended(bucket.policy, written)


def _statement(bucket: str) -> dict[str, object]:
    return {
        "Sid": "DenyWithoutTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket, f"{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _place(bucket: Resource, facts: Facts) -> Span:
    """What the statement on TLS covers, or the whole of it, else the policy, else the bucket."""
    for statement in facts.statements_of(bucket.policy):
        denies = statement.effect is Effect.DENY
        if denies and any(each.key.lower() == _KEY for each in statement.conditions):
            covers_all = all(facts.covers(statement, action) for action, _, _ in _ASKED)
            is_part = covers_all and len(statement.resources) == 1
            return statement.resources[0].span if is_part else statement.span
    return bucket.policy.span if bucket.policy else bucket.span


RULE = Rule(check, severity=Severity.LOW, kind=Kind.EXPOSES, tier=Tier.STRICT)
