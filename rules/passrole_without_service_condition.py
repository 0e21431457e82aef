"""
An identity policy lets roles be passed without saying to which service.

## Why
`iam:PassRole` decides who may give a role to a service. Without `iam:PassedToService`, and with
a wildcard in the resource, the holder can hand any matching role, also one made for something
else, to any service that trusts it, and act with its permissions.

## Instead
Name the role's ARN and add a condition: `StringEquals: {iam:PassedToService:
sagemaker.amazonaws.com}`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    PolicyKind,
    Rule,
    Severity,
    Statement,
)

_KEY = "iam:passedtoservice"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, however many roles have it."""
    for policy, statement in facts.statements:
        if policy.kind is not PolicyKind.IDENTITY or statement.effect is not Effect.ALLOW:
            continue
        if facts.covers(statement, "iam:PassRole") and not _says_to_whom(statement):
            yield RULE.finding(
                "`iam:PassRole` is allowed for any service",
                at=statement.span,
                says=f"policy {policy.name} does not say to which service",
                fix=Fix("name the role, and the service in a condition on `iam:PassedToService`"),
            )


def _says_to_whom(statement: Statement) -> bool:
    return any(condition.key.lower() == _KEY for condition in statement.conditions)


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
