"""
A resource policy has an action of another service.

## Why
The policy of a bucket decides about requests to S3; `kms:Decrypt` in it decides nothing, and whoever reads
the object still needs the key policy. S3, SNS and SQS refuse such a policy, so the stack is not made at all.

## Instead
Put the action where it is decided: uses of a key into the key policy, what a role may do into its identity
policies.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html

Peers: IAM Access Analyzer UNSUPPORTED_ACTION_IN_POLICY.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Holding,
    Kind,
    Resource,
    Rule,
    Safety,
    Severity,
    Span,
    Written,
    has_symbol,
    holdings_of_resources,
    left_out,
    shown,
)

_REFUSED = frozenset({"s3", "sns", "sqs"})
_WITH_POLICY = frozenset(
    {
        *("ecr:repository", "events:event-bus", "kms:key", "lambda:function", "s3:bucket"),
        *("sagemaker:model-package-group", "secretsmanager:secret", "sns:topic", "sqs:queue"),
    }
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, with all of its actions that are of another service."""
    seen: set[Span] = set()
    for holding in holdings_of_resources(facts):
        service = _service_of(holding)
        strange = [a for a in holding.statement.actions if service and not _is_of(service, a.text)]
        if strange and holding.statement.span not in seen:
            seen.add(holding.statement.span)
            yield _finding(strange, service, holding)


def _service_of(holding: Holding) -> str:
    """The service whose requests the policy decides; empty where that is not known."""
    holder = holding.holder
    if not isinstance(holder, Resource) or holder.type not in _WITH_POLICY:
        return ""
    return holder.type.partition(":")[0]


def _is_of(service: str, action: str) -> bool:
    prefix, colon, _ = action.partition(":")
    is_open = not colon or has_symbol(prefix) or "*" in prefix or "?" in prefix
    return is_open or prefix.lower() == service


def _finding(strange: list[Written], service: str, holding: Holding) -> Finding:
    first, *others = strange
    holder = holding.holder
    names = ", ".join(f"`{each.text}`" for each in strange)
    return RULE.finding(
        f"{names} in the policy of `{shown(holder.arn)}`, which decides about `{service}` alone",
        at=first.span,
        says="of another service",
        evidence=(Evidence(each.span, "of another service") for each in others),
        account=holder.account,
        severity=Severity.HIGH if service in _REFUSED else None,
        fix=Fix(
            "remove it here, and allow it where it is decided",
            Safety.SAFE,
            left_out(holding.statement, strange),
        ),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
