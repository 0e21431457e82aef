"""
A managed policy of AWS gives a role all of a service.

## Why
The policies called FullAccess are made to begin with. They allow every action of a service on every
resource: to write the policy of any bucket, delete any function, stop any pipeline. AWS adds
actions to them without asking. A role that reads one prefix of one bucket needs none of it, and
whoever takes over the role has it all; worst where another account may take on the role.

## Instead
Write a policy of your own. The fix shows what the traced requests take of this one; where it
shows nothing, no traced request takes anything, and the policy can be detached.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html

Peers: Prowler iam_policy_attached_full_access, Checkov CKV_AWS_275.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Attachment,
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Role,
    Rule,
    Severity,
    actions_of,
    attachments,
    detached,
    if_sure,
    is_entered_from_abroad,
    is_narrowed,
    listed,
    narrowed,
    needs,
    of_aws,
    only_watch,
    roles_named,
    runs_code,
    taken,
    wide_services,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each place where such a policy is attached."""
    for each in attachments(facts):
        services = wide_services(each.policy.statements)
        holders = tuple(r for r in each.roles if any(not is_narrowed(r, s) for s in services))
        if of_aws(each.policy) and holders:
            yield _finding(each, services, holders, facts)


def _finding(
    each: Attachment, services: tuple[str, ...], holders: tuple[Role, ...], facts: Facts
) -> Finding:
    said = f"{roles_named(holders, facts)} may do {listed(services)} by `{each.policy.name}`"
    hops = _taken(each, holders, facts)
    if any(role.arn in needs(facts).by_principal for role in holders):
        said += f", of which its requests take {_taking(hops)}"
    return RULE.finding(
        said,
        at=each.span,
        says=f"`{each.policy.name}` is attached here",
        evidence=(Evidence(role.span, "the role that has it") for role in holders),
        severity=_severity(services, holders),
        account=holders[0].account,
        fix=_fix(each, hops, facts),
    )


def _taken(each: Attachment, holders: tuple[Role, ...], facts: Facts) -> tuple[Hop, ...]:
    return taken(holders, each.policy.statements, facts)


def _taking(hops: tuple[Hop, ...]) -> str:
    count = len(actions_of(hops))
    return f"{count} actions" if count > 1 else "one action" if count else "nothing"


def _fix(each: Attachment, hops: tuple[Hop, ...], facts: Facts) -> Fix:
    if not hops:
        known = needs(facts).by_principal
        is_sure = all(role.arn in known and not runs_code(role) for role in each.roles)
        words = f"detach `{each.policy.name}`"
        return Fix(words, if_sure(sure=is_sure), detached(each.span), at=each.span)
    said = "allow what its traced requests take, in a policy of your own"
    return narrowed(said, hops, each.policy.statements[0], facts.graph, at=each.span)


def _severity(services: tuple[str, ...], holders: tuple[Role, ...]) -> Severity | None:
    if only_watch(services):
        return Severity.LOW
    return Severity.HIGH if any(map(is_entered_from_abroad, holders)) else None


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
