"""
A statement allows on every resource what is asked for on known ones only.

## Why
The traced requests name what they work on: one repository, one topic, one state machine. `*`
gives the role all others of the account as well, those that are made next year included.
Actions that no resource can be named for are left alone, and so is what conditions keep narrow.

Where the actions only read, or write logs, the severity is low. What is to be passed or assumed, and statements
that give all of a service, have rules of their own.

## Instead
Put the statements that the fix shows in the place of this one. They have no more than the requests
ask for: a part of a name that nobody knows before is a wildcard. Another type of resource may be
asked for than one would think: an execution of a state machine is not the state machine.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

Peers: parliament RESOURCE_STAR, Checkov CKV_AWS_355, cfn_nag W11; they know of no path.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNINTENDED,
    Arn,
    Effect,
    Facts,
    Finding,
    Hop,
    Kind,
    Policy,
    Rule,
    Severity,
    Statement,
    Tier,
    access_level,
    actions_of,
    at_work,
    is_everything,
    is_identity,
    is_wide,
    listed,
    narrowed,
    says_little,
    shown,
    taken,
    wide_services,
)

_OF_OTHER_RULES = frozenset({"iam:PassRole", "sts:AssumeRole"})
_READING = frozenset({"List", "Read"})


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, with all that the traced requests take of it."""
    for policy, statement in at_work(facts):
        if is_identity(policy) and _is_wide(statement):
            roles = facts.holders.get(policy.span, ())
            hops = taken(roles, (statement,), facts)
            if named := tuple(filter(_names_it, hops)):
                yield _finding(policy, statement, hops, named, facts)


def _is_wide(statement: Statement) -> bool:
    """Does `*` stand among its resources, where no other rule speaks of the statement?"""
    if statement.effect is not Effect.ALLOW or is_everything(statement):
        return False
    if not all(map(says_little, statement.conditions)) or wide_services((statement,)):
        return False
    return any(is_wide(entry.text) for entry in statement.resources)


def _names_it(hop: Hop) -> bool:
    """Is the resource of the request known, and the action one that is asked for on resources?"""
    arn = Arn.parse(shown(hop.step.resource))
    if arn is None or hop.step.action in _OF_OTHER_RULES or is_wide(hop.step.resource):
        return False
    return access_level(hop.step.action) is not None


def _finding(
    policy: Policy,
    statement: Statement,
    hops: tuple[Hop, ...],
    named: tuple[Hop, ...],
    facts: Facts,
) -> Finding:
    names = listed(facts.full_name_of(hop.step.principal) for hop in named)
    resources = listed((hop.step.resource for hop in named), most=1)
    actions = actions_of(named)
    is_mild = all(access_level(each) in _READING or each.startswith("logs:") for each in actions)
    return RULE.finding(
        f"{names} may {listed(actions)} on every resource, and asks for {resources}",
        at=statement.span,
        says=f"policy {policy.name}",
        severity=Severity.LOW if is_mild else None,
        account=named[0].step.account,
        fix=narrowed("name the resources that its requests ask for", hops, statement, facts.graph),
    )


RULE = Rule(
    check, severity=Severity.MEDIUM, kind=Kind.EXPOSES, tier=Tier.STRICT, supposes=UNINTENDED
)
