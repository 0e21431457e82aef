"""
A statement allows every action of a service on every resource.

## Why
A pipeline works on a few things that it knows by name: one bucket, one model, one endpoint. With
`sagemaker:*` on `*` its role also deletes the endpoints of other teams and reads their models, and
with services whose resources have policies (S3, KMS, ECR, Lambda) it can let anybody in.
What AWS adds to the service later is allowed as well.

A boundary or a condition that says which resources are meant takes the danger away. Of services
that only watch (CloudWatch, logs, X-Ray) the severity is low; of those that only scale, which let
nobody in and hold no data, it is medium. All but some resources are `all-but-some-allowed`'s.

## Instead
Name the actions and the resources. The fix shows what the traced requests ask for.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html

Peers: cfn_nag F4 and W12, Checkov CKV_AWS_49, boogy service_wildcard.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Kind,
    Policy,
    Role,
    Rule,
    Severity,
    Statement,
    is_everything,
    is_identity,
    is_narrowed,
    listed,
    narrowed,
    only_scale,
    only_watch,
    roles_named,
    taken,
    wide_services,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, with all the services of which it gives everything."""
    for policy, statement in facts.statements.on_everything:
        services = wide_services((statement,)) if statement.resources else ()
        if services and is_identity(policy) and not is_everything(statement):
            roles = facts.holders.get(policy.span, ())
            holders = tuple(r for r in roles if any(not is_narrowed(r, s) for s in services))
            if holders:
                yield _finding(policy, statement, services, holders, facts)


def _finding(
    policy: Policy,
    statement: Statement,
    services: tuple[str, ...],
    holders: tuple[Role, ...],
    facts: Facts,
) -> Finding:
    hops = taken(holders, (statement,), facts)
    said = "name the actions and the resources"
    return RULE.finding(
        f"{roles_named(holders, facts)} may do {listed(services)}, to every resource",
        at=statement.span,
        says=f"policy {policy.name}",
        evidence=(Evidence(role.span, "the role that may") for role in holders),
        severity=_severity(services),
        account=holders[0].account,
        fix=narrowed(
            f"{said} that its requests ask for" if hops else said, hops, statement, facts.graph
        ),
    )


def _severity(services: tuple[str, ...]) -> Severity | None:
    if only_watch(services):
        return Severity.LOW
    return Severity.MEDIUM if only_scale(services) else None


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES)
