"""
A statement lets the policies of all resources of a kind be changed.

## Why
Who may write the policy (or the ACL) of a bucket, a key or a repository decides who else may come in, from
which account whatever. On `*` that goes for all of them, also for those that were kept
apart on purpose. It is the second step of many an attack: a door that stays open when the role is
taken back.

Of identity policies and roles (`iam:*`) other rules speak, and of statements that give all of a
service. What a traced request asks for is left alone here: where it names the resource,
`resource-wildcard-where-path-names-it` speaks.

## Instead
Name the resources whose policies the role is to write, or leave that to what deploys them.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

Peers: parliament PERMISSIONS_MANAGEMENT_ACTIONS, Checkov CKV_AWS_109.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Effect,
    Evidence,
    Facts,
    Finding,
    Kind,
    Policy,
    Role,
    Rule,
    Severity,
    Statement,
    Tier,
    actions_of,
    is_everything,
    is_identity,
    is_narrowed,
    is_on_everything,
    is_unconditional,
    listed,
    narrowed,
    permissions_managed,
    roles_named,
    taken,
    wide_services,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, with all such actions that it gives."""
    for policy, statement in facts.statements.on_everything:
        if is_identity(policy) and _is_judged(statement):
            roles = facts.holders.get(policy.span, ())
            asked = actions_of(taken(roles, (statement,), facts))
            actions = tuple(a for a in permissions_managed(statement) if a not in asked)
            holders = tuple(r for r in roles if any(not is_narrowed(r, a) for a in actions))
            if holders:
                yield _finding(policy, statement, actions, holders, facts)


def _is_judged(statement: Statement) -> bool:
    is_open = is_unconditional(statement) and is_on_everything(statement)
    is_found = is_everything(statement) or wide_services((statement,))
    return statement.effect is Effect.ALLOW and is_open and not is_found


def _finding(
    policy: Policy,
    statement: Statement,
    actions: tuple[str, ...],
    holders: tuple[Role, ...],
    facts: Facts,
) -> Finding:
    hops = taken(holders, (statement,), facts)
    return RULE.finding(
        f"{roles_named(holders, facts)} may {listed(actions)} on every resource",
        at=statement.span,
        says=f"policy {policy.name}",
        evidence=(Evidence(role.span, "the role that may") for role in holders),
        account=holders[0].account,
        fix=narrowed("name the resources, or leave the actions out", hops, statement, facts.graph),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES, tier=Tier.STRICT)
