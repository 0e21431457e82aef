"""
No traced request needs this statement.

## Why
A permission that nothing uses is only there for whoever takes over the role. What a pipeline is
seen to do is what it needs; the rest can go, or is needed by something that nobody described.

Boundaries and endpoint policies grant nothing, a key policy that leaves out the key's own account
makes a key that nobody can manage, and CodePipeline may want to list its artifact bucket: these are
left alone. Where a pipeline does something that is not known in all its requests, the confidence is low.

## Instead
Remove it, or describe who needs it under `flows:` or `calls:` in the configuration.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNUSED,
    Confidence,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Policy,
    PolicyKind,
    Role,
    Rule,
    Severity,
    Span,
    Tier,
    has_symbol,
    if_sure,
    listings,
    needs,
    runs_code,
    withdrawn,
)

_GATES = (PolicyKind.BOUNDARY, PolicyKind.ENDPOINT)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each Allow statement that decides nothing, where there is a pipeline to judge by."""
    if not facts.paths:
        return
    # By its place: a template may be deployed twice, and the statement be needed by one of them.
    needed = {statement.span for statement in facts.used} | set(_kept(facts))
    is_known = not any(has_symbol(hop.step.action) for hop in facts.hops)
    working = {at for at, roles in facts.holders.items() if any(map(runs_code, roles))}
    trusting = {role.trust.span: role for role in facts.graph.roles.values() if role.trust}
    for policy, statement in facts.statements:
        is_grant = policy.kind not in _GATES and statement.effect is Effect.ALLOW
        if is_grant and statement.span not in needed:
            yield RULE.finding(
                f"no traced request needs this statement of {policy.name}",
                at=statement.span,
                says="decides nothing",
                evidence=_idle(trusting.get(policy.span), facts),
                confidence=None if is_known else Confidence.LOW,
                fix=Fix(
                    "remove it, or describe who needs it",
                    if_sure(sure=is_known and policy.span not in working),
                    withdrawn(statement) if _may_go(policy) else (),
                ),
            )


def _may_go(policy: Policy) -> bool:
    """A role cannot do without a trust policy."""
    return policy.kind is not PolicyKind.TRUST or len(policy.statements) > 1


def _idle(role: Role | None, facts: Facts) -> Iterator[Evidence]:
    """The role whose trust policy it is, where nothing is seen to take it on."""
    if role is not None and role.arn not in needs(facts).by_principal:
        yield Evidence(role.span, "nothing is seen to work as this role")


def _kept(facts: Facts) -> Iterator[Span]:
    """Statements that are needed though they decide nothing here.

    What lets a key's own account manage it, who may list an artifact bucket, and who may assume a role that is
    asked for by an ARN with the wrong path.
    """
    yield from (s.span for listing in listings(facts) for s in listing.deciding)
    for key in facts.graph.of_type("kms:key"):
        for statement in facts.statements_of(key.policy):
            if key.account in facts.accounts(facts.principals(statement)):
                yield statement.span
    for hop in facts.hops:
        for _, role in facts.mistaken(hop):
            yield from (statement.span for statement in facts.statements_of(role.trust))


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE, tier=Tier.STRICT, supposes=UNUSED)
