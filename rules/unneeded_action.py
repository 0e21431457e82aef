"""
A statement that is needed allows actions that nothing asks for.

## Why
Statements grow by copying: what one pipeline needed stays in the policy of the next. The traced
requests ask for some of the actions of this statement, and for none that these entries name.

Statements that nothing needs at all are found by `unneeded-statement`, and wildcards that stand for more
than what is asked for are not judged; nor are roles of CloudFormation, which also update and
delete what a trace sees them make. A role that code runs as may do more than is traced: the
confidence is low there.

## Instead
Remove the entries, or describe what needs them under `calls:` or `flows:` in the configuration.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNUSED,
    Confidence,
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
    Written,
    actions_of,
    at_work,
    has_symbol,
    if_sure,
    is_identity,
    left_out,
    listed,
    match,
    needs,
    roles_named,
    runs_code,
    services_of,
    taken,
)

_FOR_STACKS = "cloudformation.amazonaws.com"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, with all the entries that nothing asks for."""
    for policy, statement in at_work(facts):
        if is_identity(policy) and statement.effect is Effect.ALLOW and len(statement.actions) > 1:
            roles = facts.holders.get(policy.span, ())
            hops = taken(roles, (statement,), facts)
            asked = actions_of(hops)
            idle = tuple(each for each in statement.actions if _is_idle(each, asked))
            is_of_stacks = any(_FOR_STACKS in services_of(role) for role in roles)
            if asked and idle and not is_of_stacks:
                yield _finding(policy, statement, idle, roles, facts)


def _is_idle(entry: Written, asked: tuple[str, ...]) -> bool:
    return all(match(entry.text, action, ignore_case=True) is Truth.NO for action in asked)


def _finding(
    policy: Policy,
    statement: Statement,
    idle: tuple[Written, ...],
    roles: tuple[Role, ...],
    facts: Facts,
) -> Finding:
    known = needs(facts).by_principal
    is_open = any(has_symbol(h.step.action) for role in roles for h in known.get(role.arn, ()))
    is_sure = not is_open and not any(map(runs_code, roles))
    return RULE.finding(
        f"no traced request of {roles_named(roles, facts)} asks for {listed(each.text for each in idle)}",
        at=idle[0].span,
        says=f"policy {policy.name} is needed, but not for this",
        confidence=None if is_sure else Confidence.LOW,
        account=roles[0].account,
        fix=Fix(
            "remove the entries, or describe what needs them",
            if_sure(sure=is_sure),
            left_out(statement, idle),
            at=statement.span,
        ),
    )


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE, tier=Tier.AUDIT, supposes=UNUSED)
