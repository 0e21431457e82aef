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
    Given,
    Kind,
    Role,
    Rule,
    Severity,
    Statement,
    given,
    is_narrowed,
    is_on_everything,
    listed,
    narrowed,
    of_aws,
    only_watch,
    roles_named,
    says_little,
    taken,
    wide_services,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, and for each place where PowerUserAccess and its like are attached."""
    for each in given(facts):
        # What a policy of AWS leaves out of resources, AWS has thought of.
        is_judged = bool(each.statement.not_actions) or not of_aws(each.policy)
        if not is_judged or not _leaves_out(each.statement):
            continue
        holders = tuple(role for role in each.roles if not is_narrowed(role, "*"))
        if holders:
            yield _finding(each, holders, facts)


def _leaves_out(statement: Statement) -> bool:
    if statement.effect is not Effect.ALLOW or not (
        statement.not_actions or statement.not_resources
    ):
        return False
    return all(map(says_little, statement.conditions))


def _finding(each: Given, holders: tuple[Role, ...], facts: Facts) -> Finding:
    statement = each.statement
    hops = taken(holders, (statement,), facts)
    is_wide = _is_whole(statement) or (statement.not_actions and is_on_everything(statement))
    return RULE.finding(
        f"{roles_named(holders, facts)} may do {_what(statement)}",
        at=each.at,
        says=f"policy {each.policy.name}",
        evidence=(Evidence(role.span, "the role that may") for role in holders),
        severity=Severity.HIGH if is_wide else None,
        account=holders[0].account,
        fix=narrowed("list what is allowed", hops, statement, facts.graph, at=each.at),
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
