"""
A resource policy speaks of another resource than the one it is attached to.

## Why
The policy of a bucket decides about that bucket, that of a key about that key. A statement that names another
one gives nothing and protects nothing; mostly it was copied, or the resource was renamed. S3 refuses such a
bucket policy, so there it fails when the stack is made.

## Instead
Name the resource that has the policy: the bucket and `BUCKET/*`, the queue, the topic; for a key `*`.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
- https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

Peers: IAM Access Analyzer UNSUPPORTED_RESOURCE_ARN_IN_POLICY.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Rule,
    Severity,
    Span,
    Written,
    holdings_of_resources,
    may_overlap_as_arns,
    shown,
)

_WITH_POLICY = frozenset(
    {
        *("kms:key", "s3:bucket", "sagemaker:model-package-group", "secretsmanager:secret"),
        *("sns:topic", "sqs:queue"),
    }
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each entry that is surely another resource, wherever the policy is deployed."""
    strange: dict[Span, tuple[Written, Resource]] = {}
    fitting: set[Span] = set()
    for holding in holdings_of_resources(facts):
        holder = holding.holder
        if isinstance(holder, Resource) and holder.type in _WITH_POLICY:
            for entry in holding.statement.resources:
                if any(may_overlap_as_arns(entry.text, own) for own in _own(holder)):
                    fitting.add(entry.span)
                else:
                    strange[entry.span] = entry, holder
    for span, (entry, holder) in strange.items():
        if span not in fitting:
            yield _finding(entry, holder)


def _own(resource: Resource) -> Iterator[str]:
    """What the policy may speak of: the resource, and what is in it."""
    yield resource.arn
    yield f"{resource.arn}/*"
    if resource.type == "sagemaker:model-package-group":
        yield resource.arn.replace(":model-package-group/", ":model-package/", 1) + "/*"


def _finding(entry: Written, holder: Resource) -> Finding:
    return RULE.finding(
        f"`{shown(entry.text)}` in the policy of `{shown(holder.arn)}`: the policy decides about that alone",
        at=entry.span,
        says="another resource",
        evidence=(Evidence(holder.span, "the policy is attached here"),),
        account=holder.account,
        severity=Severity.HIGH if holder.type == "s3:bucket" else None,
        fix=Fix(
            f"write `{shown(holder.arn)}`, or put the statement where it belongs", at=entry.span
        ),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
