"""
An identity policy allows every action on every resource.

## Why
Whoever gets hold of the role has the account: its data, its keys, its other roles, and what pays
for it. Where a service runs code as the role (a container that serves a model, a build, a
function), all of that depends on the code and on everything it installs.

A boundary that allows less than everything takes the danger away: nothing is found then.

## Instead
Allow what the work needs. The fix shows what the traced requests of the role ask for. People who
administer an account do so by a role that asks for MFA and that no service may assume.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html

Peers: cfn_nag F3, Checkov CKV_AWS_62, CKV_AWS_63 and CKV_AWS_274.
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
    Span,
    Statement,
    attachments,
    is_entered_from_abroad,
    is_everything,
    is_identity,
    is_narrowed,
    narrowed,
    needs,
    of_aws,
    roles_named,
    services_of,
)

_FOR_STACKS = "cloudformation.amazonaws.com"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, and for each place where a policy of AWS is attached."""
    for policy, statement in facts.statements:
        if is_identity(policy) and is_everything(statement):
            roles = facts.holders.get(policy.span, ())
            yield from _findings(policy, statement, roles, statement.span, facts)
    for each in attachments(facts):
        if of_aws(each.policy):
            for statement in filter(is_everything, each.policy.statements):
                yield from _findings(each.policy, statement, each.roles, each.span, facts)


def _findings(
    policy: Policy, statement: Statement, roles: tuple[Role, ...], at: Span, facts: Facts
) -> Iterator[Finding]:
    holders = tuple(role for role in roles if not is_narrowed(role, "*"))
    if not holders:
        return
    hops = tuple(hop for role in holders for hop in needs(facts).of(role.arn, (statement,)))
    yield RULE.finding(
        f"{roles_named(holders, facts)} may do everything, to everything",
        at=at,
        says=f"policy {policy.name}",
        evidence=(Evidence(role.span, _who_gets_it(role)) for role in holders),
        severity=None if any(map(_is_in_reach, holders)) else Severity.HIGH,
        account=holders[0].account,
        fix=narrowed(_fix(bool(hops)), hops, statement, facts.graph),
    )


def _is_in_reach(role: Role) -> bool:
    """Does a service run something as the role, or may another account take it on?"""
    return is_entered_from_abroad(role) or any(each != _FOR_STACKS for each in services_of(role))


def _who_gets_it(role: Role) -> str:
    services = ", ".join(f"`{service}`" for service in services_of(role))
    return f"taken on by {services}" if services else "the role that may"


def _fix(is_used: bool) -> str:
    if is_used:
        return "allow what its traced requests ask for, and what else its work needs"
    return "allow what its work needs"


RULE = Rule(check, severity=Severity.CRITICAL, kind=Kind.EXPOSES)
