"""
A statement allows everything but what it names.

## Why
`NotAction` and `NotResource` with Allow give all that nobody thought of: services that this
account does not use, and those that AWS makes next year. What was left out shrinks by one typing
error. They are meant to be used with Deny.

A boundary that allows less takes the danger away, and a condition that says which resources are meant.
The severity is high where all actions but some are allowed on everything, or all of a service on all but some.

## Instead
List what is allowed. To keep something out, allow what is needed and deny the rest.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html

Peers: parliament NOTACTION and NOTRESOURCE_WITH_ALLOW, cfn_nag W14 to W23.
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
    Span,
    Statement,
    attachments,
    is_identity,
    is_narrowed,
    is_on_everything,
    listed,
    narrowed,
    needs,
    of_aws,
    only_watch,
    roles_named,
    says_little,
    wide_services,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, and for each place where PowerUserAccess and its like are attached."""
    for policy, statement in facts.statements:
        if is_identity(policy) and _leaves_out(statement):
            roles = facts.holders.get(policy.span, ())
            yield from _findings(policy, statement, roles, statement.span, facts)
    for each in attachments(facts):
        if of_aws(each.policy):
            for statement in filter(_leaves_out_actions, each.policy.statements):
                yield from _findings(each.policy, statement, each.roles, each.span, facts)


def _leaves_out(statement: Statement) -> bool:
    if statement.effect is not Effect.ALLOW or not (
        statement.not_actions or statement.not_resources
    ):
        return False
    return all(map(says_little, statement.conditions))


def _leaves_out_actions(statement: Statement) -> bool:
    return bool(statement.not_actions) and _leaves_out(statement)


def _findings(
    policy: Policy, statement: Statement, roles: tuple[Role, ...], at: Span, facts: Facts
) -> Iterator[Finding]:
    holders = tuple(role for role in roles if not is_narrowed(role, "*"))
    if not holders:
        return
    hops = tuple(hop for role in holders for hop in needs(facts).of(role.arn, (statement,)))
    is_wide = _is_whole(statement) or (statement.not_actions and is_on_everything(statement))
    yield RULE.finding(
        f"{roles_named(holders, facts)} may do {_what(statement)}",
        at=at,
        says=f"policy {policy.name}",
        evidence=(Evidence(role.span, "the role that may") for role in holders),
        severity=Severity.HIGH if is_wide else None,
        account=holders[0].account,
        fix=narrowed("list what is allowed", hops, statement, facts.graph, at=at),
    )


def _is_whole(statement: Statement) -> bool:
    services = wide_services((statement,))
    return bool(services) and not only_watch(services)


def _what(statement: Statement) -> str:
    actions = listed(each.text for each in statement.actions)
    if statement.not_actions:
        left = listed(each.text for each in statement.not_actions)
        actions = f"every action but {left}"
    if statement.not_resources:
        left = listed(each.text for each in statement.not_resources)
        return f"{actions} to everything but {left}"
    return actions


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
