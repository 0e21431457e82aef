"""
A principal that is no administrator can become one.

## Why
Whoever gets hold of this role or user (by code that it runs, by leaked credentials) does not stop
at its permissions: it passes a stronger role to a service, changes what a stronger role executes,
or writes itself a policy, and then may do everything in the account. Where any role may be passed
to CloudFormation, the administrator need not be among the roles that are known here: the account
has one, or will have one, as stacks are made with such roles. Where none is known the severity is
high, and also where the way leads through another role, which the fix may begin with.

What a pipeline is seen to do is left out: handing a stack to CloudFormation's own strong role, by its
ARN, is what that role is for (see `administrator-behind-a-stage`). A role that only CloudFormation can
assume, or Service Catalog to launch a product, makes what templates say, and is told as low.

## Instead
Name the roles in `iam:PassRole`, and the service in a condition on `iam:PassedToService`. Where
roles have to be made, ask for a permissions boundary in a condition on `iam:PermissionsBoundary`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html

Peers: cloudsplaining PrivilegeEscalation, parliament PRIVILEGE_ESCALATION, CKV_AWS_110, CKV_AWS_286.
"""

from collections.abc import Iterable, Iterator

from xacct_guard.rule import (
    UNINTENDED,
    Anybody,
    Evidence,
    Facts,
    Finding,
    Kind,
    Role,
    Rule,
    Severity,
    Way,
    among,
    how,
    is_deployer,
    mend,
    onward,
    places,
    strongest,
    takeovers_of_users,
    ways_to_administrator,
    whom,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each cause: a statement, or where these are AWS's, the role that can be taken."""
    every = ways_to_administrator(facts)
    for same in _by_cause(way for way in every if not is_deployer(way.start)):
        yield _finding(
            same, Severity.CRITICAL if any(map(_is_at_once, same)) else Severity.HIGH, facts
        )
    for same in _by_cause(way for way in every if is_deployer(way.start)):
        yield _finding(same, Severity.LOW, facts)
    for same in _by_cause(Way((edge,)) for edge in takeovers_of_users(facts)):
        yield _finding(same, Severity.HIGH, facts)


def _by_cause(ways: Iterable[Way]) -> Iterable[list[Way]]:
    found: dict[object, list[Way]] = {}
    for way in ways:
        found.setdefault(_cause(way), []).append(way)
    return found.values()


def _is_at_once(way: Way) -> bool:
    """Does it lead to an administrator in one step, and is it known to which?"""
    return len(way.edges) == 1 and not isinstance(way.last.end, Anybody)


def _cause(way: Way) -> object:
    """What one change would mend."""
    if way.first.by_aws and isinstance(way.last.end, Role):
        return way.last.end.arn
    return places(way.first)[0].span, way.first.method


def _finding(ways: list[Way], severity: Severity, facts: Facts) -> Finding:
    way = min(ways, key=lambda way: len(way.edges))
    first = way.first
    starts = tuple(dict.fromkeys(facts.name_of(each.start.arn) for each in (way, *ways)))
    then = "".join(f", and {step}" for step in onward(way.edges[1:], facts))
    end = ", an administrator" if isinstance(way.last.end, Role) else ""
    shown, *others = (place for edge in way.edges for place in places(edge))
    return RULE.finding(
        f"{among(starts)} can become {whom(first, facts)}{'' if then else end}:"
        f" it may {how(first)}{then}{end if then else ''}",
        at=shown.span,
        says=shown.says,
        evidence=dict.fromkeys((*others, *_whose(ways), *strongest(way.last, facts))),
        severity=severity,
        account=first.start.account,
        fix=mend(first),
    )


def _whose(ways: list[Way]) -> Iterator[Evidence]:
    """The others that can do the same by it."""
    for way in ways[1:]:
        yield from places(way.first)[:1]


RULE = Rule(check, severity=Severity.CRITICAL, kind=Kind.EXPOSES, supposes=UNINTENDED)
