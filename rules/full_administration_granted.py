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
    Given,
    Kind,
    Role,
    Rule,
    Severity,
    given,
    is_entered_from_abroad,
    is_everything,
    is_narrowed,
    narrowed,
    roles_named,
    services_of,
    taken,
)

_FOR_STACKS = "cloudformation.amazonaws.com"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, and for each place where a policy of AWS is attached."""
    for each in given(facts):
        holders = tuple(role for role in each.roles if not is_narrowed(role, "*"))
        if holders and is_everything(each.statement):
            yield _finding(each, holders, facts)


def _finding(each: Given, holders: tuple[Role, ...], facts: Facts) -> Finding:
    hops = taken(holders, (each.statement,), facts)
    return RULE.finding(
        f"{roles_named(holders, facts)} may do everything, to everything",
        at=each.at,
        says=f"policy {each.policy.name}",
        evidence=(Evidence(role.span, _who_gets_it(role)) for role in holders),
        severity=None if any(map(_is_in_reach, holders)) else Severity.HIGH,
        account=holders[0].account,
        fix=narrowed(_fix(bool(hops)), hops, each.statement, facts.graph),
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
