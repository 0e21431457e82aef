"""
A bucket policy denies its own account to change it.

## Why
A Deny on `s3:*` with a condition on a VPC endpoint or an address holds for `s3:PutBucketPolicy` and
`s3:DeleteBucketPolicy` as well. Once it is deployed, nobody who comes from elsewhere can mend it:
not the console, not CloudFormation, which asks from AWS's own network. What is left is the root
user of the account.

## Instead
Deny what is done to objects (`s3:GetObject*`, `s3:PutObject*`), or spare the roles that manage the
bucket by a condition on `aws:PrincipalArn`.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html
- https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Rule,
    Severity,
    Statement,
    Verdict,
    from_anywhere,
    is_personal,
)

_MEND = ("s3:PutBucketPolicy", "s3:DeleteBucketPolicy")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement by which somebody of the account, from the internet, cannot mend it."""
    for bucket in facts.graph.of_type("s3:bucket"):
        for statement in facts.statements_of(bucket.policy):
            is_for_all = statement.effect is Effect.DENY and not is_personal(statement)
            if is_for_all and all(_denies(statement, action, bucket, facts) for action in _MEND):
                who = "who comes as it asks" if statement.conditions else "the root user"
                yield RULE.finding(
                    f"nobody may change the policy of `{bucket.place or bucket.name}` but {who}",
                    at=statement.span,
                    says="denies `s3:PutBucketPolicy` and `s3:DeleteBucketPolicy` as well",
                    severity=None if statement.conditions else Severity.HIGH,
                    account=bucket.account,
                    fix=Fix("deny what is done to objects, not what manages the bucket"),
                )


def _denies(statement: Statement, action: str, bucket: Resource, facts: Facts) -> bool:
    """Is this Deny among those that surely hold for a role of the account that comes from the internet?"""
    decision = from_anywhere(bucket.account, action, bucket.arn, facts)
    if decision.verdict is not Verdict.EXPLICIT_DENY:
        return False
    return any(statement in outcome.deciding for outcome in decision.outcomes)


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
