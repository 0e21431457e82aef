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
    Asked,
    Evidence,
    Facts,
    Finding,
    Fix,
    Ground,
    Hop,
    Kind,
    PolicyKind,
    Rule,
    Severity,
    Span,
    Turn,
    is_aws_managed,
    shown,
)

_GRANTING = (PolicyKind.IDENTITY, PolicyKind.RESOURCE, PolicyKind.TRUST)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each denied request that no other rule explains, however many actions make it."""
    found: dict[Asked, tuple[AccessPath, Hop]] = {}
    for path in facts.paths:
        for hop in path.hops:
            if hop.decision.verdict.denied and not facts.is_explained(hop):
                found.setdefault(hop.asked, (path, hop))
    for path, hop in found.values():
        yield denied(path, hop, facts)


def denied(path: AccessPath, hop: Hop, facts: Facts) -> Finding:
    """The finding on one hop: shown where it must be mended, with what bears on it elsewhere."""
    step, fix = hop.step, _fix(hop, facts)
    says = {place.span: place for place in facts.evidence(hop)}
    asked = Evidence(step.span, f"asked here: {shown(step.says)}")
    at = _silent_gate(hop) or (fix.at if fix else None) or step.span
    default = asked if at == step.span else Evidence(at, "nothing here allows it")
    first = says.pop(at, default)
    return RULE.finding(
        f"`{facts.name_of(step.principal)}` may not `{step.action}` on `{shown(step.resource)}`:"
        f" {hop.decision.reason} ({facts.where(path)})",
        at=first.span,
        says=first.says,
        evidence=(*says.values(), *(() if first is asked else (asked,))),
        account=step.account,
        severity=Severity.MEDIUM if step.page.ground is Ground.EXPERIENCE else None,
        fix=fix,
        explains=(hop,),
    )


def _fix(hop: Hop, facts: Facts) -> Fix | None:
    """The smallest change; nobody can add a statement to the policy of an AWS managed key."""
    if is_aws_managed(hop.step.resource):
        return Fix("encrypt under a customer managed key: the policy of this one cannot be edited")
    return facts.repair(hop)


def _silent_gate(hop: Hop) -> Span | None:
    """Where a boundary or control policy that denies by its silence comes closest to allowing."""
    by = hop.decision.denied_by
    if by in _GRANTING:
        return None
    nearest = (o.nearest for o in hop.decision.outcomes if o.kind is by and o.nearest)
    return next((miss.span for miss in nearest), None)


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS, turn=Turn.REST)
