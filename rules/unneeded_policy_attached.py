"""
A managed policy is attached to a role that does nothing with it.

## Why
Managed policies are attached in passing, and stay. None of the role's traced requests needs this one:
either nothing it allows is asked for, or another policy of the role allows it as well. The
second is worse than it looks: a policy that is wide sets aside the conditions of the narrow
one beside it.

Judged are roles that are seen to do something. A role that code runs as may do more than is
traced: the severity and the confidence are lower there. Policies of AWS that give all of a service
are found by `full-access-policy-attached`.

## Instead
Detach it, or describe what needs it under `calls:` or `flows:` in the configuration.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNUSED,
    Attachment,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Policy,
    Role,
    Rule,
    Severity,
    Tier,
    attachments,
    detached,
    has_symbol,
    if_sure,
    is_everything,
    letting_pass,
    needs,
    of_aws,
    roles_named,
    runs_code,
    wide_services,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each place where a policy is attached that none of its roles there needs."""
    for each in attachments(facts):
        hops = needs(facts).by_principal
        seen = tuple(role for role in each.roles if role.arn in hops)
        if len(seen) < len(each.roles) or _is_of_other_rules(each, facts):
            continue
        if not any(_needs(role, each.policy, hops[role.arn]) for role in seen):
            yield _finding(each, facts)


def _is_of_other_rules(each: Attachment, facts: Facts) -> bool:
    """Is it for all that the policy gives that it is found, or statement by statement?"""
    statements = each.policy.statements
    if each.policy.unresolved or any(statement.not_actions for statement in statements):
        return True
    if of_aws(each.policy):
        return bool(wide_services(statements)) or any(map(is_everything, statements))
    return not any(statement in facts.used for statement in statements)


def _needs(role: Role, policy: Policy, hops: tuple[Hop, ...]) -> bool:
    """Would a request of the role not pass without the policy, as far as its other policies go?"""
    by_statement = {s.span: p.span for p in role.identity for s in p.statements}
    used = [{by_statement.get(s.span) for s in letting_pass(hop)} for hop in hops]
    alone = {next(iter(policies)) for policies in used if len(policies) == 1}
    return any(
        policy.span in policies and (policy.span in alone or alone.isdisjoint(policies))
        for policies in used
    )


def _finding(each: Attachment, facts: Facts) -> Finding:
    knows_little = any(map(runs_code, each.roles)) or _is_open(each, facts)
    return RULE.finding(
        f"no traced request of {roles_named(each.roles, facts)} needs `{each.policy.name}`",
        at=each.span,
        says="attached here",
        evidence=(Evidence(role.span, "the role that has it") for role in each.roles),
        severity=Severity.INFO if knows_little else None,
        confidence=Confidence.LOW if knows_little else None,
        account=each.roles[0].account,
        fix=Fix(
            "detach it, or describe what needs it",
            if_sure(sure=not knows_little),
            detached(each.span),
            at=each.span,
        ),
    )


def _is_open(each: Attachment, facts: Facts) -> bool:
    """Is something that these roles ask for not known?"""
    known = needs(facts).by_principal
    return any(has_symbol(hop.step.action) for role in each.roles for hop in known[role.arn])


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, tier=Tier.STRICT, supposes=UNUSED)
