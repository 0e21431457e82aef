"""
A request that a pipeline stage makes would be denied.

## Why
The stage starts, the services behind it make one request after the other, and this one ends
with AccessDenied. In a pipeline across accounts that is usually found out late: after the
build, after the approval, in an account where somebody else owns the policies.

## Instead
Add the statement that is shown, on the side that is shown. Across accounts both sides must
allow: the identity policy of the role that asks, and the policy of the bucket, key or role that
is asked.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    AccessPath,
    Evidence,
    Facts,
    Finding,
    Ground,
    Hop,
    Kind,
    Rule,
    Severity,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each request that is denied, however many actions make it."""
    found: dict[tuple[str, str, str], tuple[AccessPath, Hop]] = {}
    for path in facts.paths:
        for hop in path.hops:
            if hop.decision.verdict.denied and not facts.impossible(hop):
                key = (hop.step.principal, hop.step.action, hop.step.resource)
                found.setdefault(key, (path, hop))
    for path, hop in found.values():
        yield denied(path, hop, facts)


def denied(path: AccessPath, hop: Hop, facts: Facts) -> Finding:
    """The finding on one hop: shown where it must be mended, with what bears on it elsewhere."""
    step, fix = hop.step, facts.repair(hop)
    evidence = facts.evidence(hop)
    asked = Evidence(step.span, f"asked here: {shown(step.says)}")
    first, *further = (*evidence, asked)
    if fix and fix.at and all(place.span != fix.at for place in evidence):
        first, further = Evidence(fix.at, "nothing here allows it"), [*evidence, asked]
    return RULE.finding(
        f"`{facts.name_of(step.principal)}` may not `{step.action}` on `{shown(step.resource)}`:"
        f" {hop.decision.reason} ({facts.where(path)})",
        at=first.span,
        says=first.says,
        evidence=further,
        account=step.account,
        severity=Severity.MEDIUM if step.page.ground is Ground.EXPERIENCE else None,
        fix=fix,
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
