"""
An identity policy lets the service-linked role of any service be created.

## Why
A service-linked role has the permissions that its service wants, and comes to stay. Who may create that of
any service brings services into the account that nobody asked for, with the rights they have there.

A Deny or a boundary that names the services does as well as a narrow statement.

## Instead
Name the role, as `arn:aws:iam::*:role/aws-service-role/sagemaker.amazonaws.com/*`, or the service in a
condition on `iam:AWSServiceName`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html

Peers: the six `CREATE_SLR_WITH_…` (Access Analyzer, which does not look at statements that deny).
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Arn,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Policy,
    Role,
    Rule,
    Severity,
    Statement,
    Tier,
    Truth,
    is_identity,
    match,
    sentences,
)

_ACTION, _KEY = "iam:CreateServiceLinkedRole", "iam:awsservicename"
_ROLE = "role/aws-service-role/any-service.amazonaws.com/AnyRole"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, however many principals have it."""
    for document, statement in sentences(facts).speaking_of(_ACTION):
        policy = document.policy
        is_open = is_identity(policy) and _is_open(statement)
        if is_open and _is_in_force(policy, statement, facts):
            yield RULE.finding(
                "the service-linked role of any service may be created",
                at=statement.span,
                says=f"policy {policy.name} does not say of which",
                fix=Fix("name the service in `Resource`, or in `iam:AWSServiceName`"),
            )


def _is_open(statement: Statement) -> bool:
    """Does the statement leave open of which service? One that allows everything is no matter of this rule."""
    if statement.effect is not Effect.ALLOW or any(w.text == "*" for w in statement.actions):
        return False
    if any(condition.key.lower() == _KEY for condition in statement.conditions):
        return False
    return bool(statement.not_resources) or any(_is_any(w.text) for w in statement.resources)


def _is_any(text: str) -> bool:
    """Does an entry of `Resource` stand for the service-linked roles of all services?"""
    arn = Arn.parse(text)
    if arn is None:
        return text == "*"
    return match(arn.service, "iam") is not Truth.NO and match(arn.resource, _ROLE) is Truth.YES


def _is_in_force(policy: Policy, statement: Statement, facts: Facts) -> bool:
    holders = facts.holders.get(policy.span, ())
    return not holders or any(_may(holder, statement, facts) for holder in holders)


def _may(holder: Role, statement: Statement, facts: Facts) -> bool:
    of_account = ":".join((*holder.arn.split(":")[:4], holder.account))
    decision = facts.ask(holder.arn, _ACTION, f"{of_account}:{_ROLE}", statement.span)
    return not decision.verdict.denied


RULE = Rule(check, severity=Severity.LOW, kind=Kind.EXPOSES, tier=Tier.AUDIT)
