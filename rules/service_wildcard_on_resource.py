"""
A statement allows every action of a service on a resource that it names.

## Why
All of S3 on one bucket is more than reading and writing: it is to replace the bucket's policy and let
anybody in, to turn off its encryption, to delete its versions. A pipeline that keeps artifacts in
a bucket needs five of these hundred and more actions.

The severity is low where none of the actions is about who else may come in.

## Instead
Name the actions. The fix shows those that the traced requests ask for.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html

Peers: boogy service_wildcard, tfsec aws-iam-no-policy-wildcards.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Hop,
    Kind,
    Policy,
    Role,
    Rule,
    Severity,
    Statement,
    Tier,
    actions_of,
    is_identity,
    is_narrowed,
    is_on_everything,
    listed,
    manages_permissions,
    narrowed,
    roles_named,
    taken,
    whole_services,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement whose resources are named."""
    for policy, statement in facts.statements.whose_actions(_have_a_whole_service):
        services = whole_services(statement)
        if is_identity(policy) and services and not is_on_everything(statement):
            roles = facts.holders.get(policy.span, ())
            holders = tuple(r for r in roles if any(not is_narrowed(r, s) for s in services))
            if holders:
                yield _finding(policy, statement, services, holders, facts)


def _have_a_whole_service(actions: tuple[str, ...]) -> bool:
    return any(each.endswith(":*") for each in actions)


def _finding(
    policy: Policy,
    statement: Statement,
    services: tuple[str, ...],
    holders: tuple[Role, ...],
    facts: Facts,
) -> Finding:
    what = listed((entry.text for entry in statement.resources), most=1)
    hops = taken(holders, (statement,), facts)
    lets_in = manages_permissions(services)
    said = "name the actions"
    return RULE.finding(
        f"{roles_named(holders, facts)} may do {listed(services)} to {what}{_taking(hops)}",
        at=statement.span,
        says=f"policy {policy.name}",
        evidence=(Evidence(role.span, "the role that may") for role in holders),
        severity=None if lets_in else Severity.LOW,
        account=holders[0].account,
        fix=narrowed(
            f"{said} that its requests ask for" if hops else said, hops, statement, facts.graph
        ),
    )


def _taking(hops: tuple[Hop, ...]) -> str:
    actions = actions_of(hops)
    return f", and asks for {len(actions)} of these actions" if actions else ""


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES, tier=Tier.STRICT)
