"""
A resource policy lets in anybody at all.

## Why
`Principal: "*"` means every AWS account, and for buckets, queues and topics also those who do not
sign in. What stands in the statement's conditions counts: found is only what somebody of an account
that nobody knows, on the internet, would be given, with Block Public Access and every Deny applied.

Buckets that say nothing of Block Public Access have had it since April 2023: there the policy is
refused, unless the bucket is older, so the confidence is medium.

## Instead
Name the accounts or roles, or narrow the statement with `aws:PrincipalOrgID`. What is to be public
is better served by CloudFront, with origin access control.

## Sources
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html

Peers: Checkov CKV_AWS_70, CKV_AWS_283; Access Analyzer, public access findings.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Confidence,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Opening,
    Resource,
    Role,
    Rule,
    Severity,
    Span,
    Statement,
    is_by,
    is_certain,
    outsider,
    public,
    services_of,
)

_ANYONE = "*"
_READS = frozenset({"s3:GetObject", "s3:ListBucket", "ecr:BatchGetImage"})


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement of a resource's policy, and for each role that trusts everybody."""
    for resource, opening in public(facts):
        yield _of_resource(resource, opening)
    doors: dict[Span, Finding] = {}
    open_to_all = set(facts.graph.trusting(_ANYONE))
    for role in facts.graph.roles.values():
        if role.arn in open_to_all and not services_of(
            role
        ):  # else it is `service-role-trusts-foreign-account`'s
            for statement in facts.statements_of(role.trust):
                if statement.span not in doors and _is_open_to_all(role, statement, facts):
                    doors[statement.span] = _of_role(role, statement, facts)
    yield from doors.values()


def _of_resource(resource: Resource, opening: Opening) -> Finding:
    is_default = resource.type == "s3:bucket" and "public_access_block" not in resource.facts
    return RULE.finding(
        f"anybody may `{'`, `'.join(opening.actions)}` on `{resource.place or resource.name}`",
        at=opening.statement.span,
        says="no condition keeps anybody out",
        severity=Severity.HIGH if _READS.issuperset(opening.actions) else None,
        confidence=Confidence.MEDIUM if is_default else None,
        account=resource.account,
        fix=Fix("name the accounts or roles that need it"),
    )


def _is_open_to_all(role: Role, statement: Statement, facts: Facts) -> bool:
    """Does the statement of the trust policy surely let in anybody of any account?"""
    is_named = _ANYONE in facts.accounts(facts.principals(statement))
    if statement.effect is not Effect.ALLOW or not is_named:
        return False
    if not facts.covers(statement, "sts:AssumeRole"):
        return False
    decision = outsider(_ANYONE, "sts:AssumeRole", role.arn, facts)
    return is_by(statement, decision) and is_certain(decision)


def _of_role(role: Role, statement: Statement, facts: Facts) -> Finding:
    return RULE.finding(
        f"anybody with an AWS account may assume `{facts.name_of(role.arn)}`",
        at=statement.span,
        says="no condition keeps anybody out",
        account=role.account,
        fix=Fix("name the roles that may assume it"),
    )


RULE = Rule(check, severity=Severity.CRITICAL, kind=Kind.EXPOSES)
