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

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from xacct_guard.rule import (
    AccessPath,
    Addition,
    Asked,
    Edit,
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
    Verdict,
    is_aws_managed,
    shown,
)

_MOST = 5
_GRANTING = (PolicyKind.IDENTITY, PolicyKind.RESOURCE, PolicyKind.TRUST)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for all that one principal is denied in one place, of what no other rule explains."""
    found: dict[Asked, Denial] = {}
    for path in facts.paths:
        for hop in path.hops:
            if hop.decision.verdict.denied and not facts.is_explained(hop):
                found.setdefault(hop.asked, Denial.of(path, hop, facts))
    causes: dict[object, list[Denial]] = {}
    for denial in found.values():
        causes.setdefault(denial.cause, []).append(denial)
    for denials in causes.values():
        yield denied(denials, facts)


@dataclass(frozen=True, slots=True)
class Denial:
    """A denied hop, the change that would mend it, and where that change is made."""

    path: AccessPath
    hop: Hop
    fix: Fix | None
    at: Span

    @classmethod
    def of(cls, path: AccessPath, hop: Hop, facts: Facts) -> Denial:
        """The denial with its repair worked out."""
        fix = _fix(hop, facts)
        return cls(path, hop, fix, _silent_gate(hop) or (fix.at if fix else None) or hop.step.span)

    @property
    def cause(self) -> object:
        """What several denials have in common when they are one: who is denied, by whom, and where to mend it.

        What a statement denies, and what no policy decides, is a cause of its own; of a key that AWS manages
        the key is, whatever is asked of it.
        """
        step, decision = self.hop.step, self.hop.decision
        if is_aws_managed(step.resource):
            return step.principal, step.resource
        if decision.verdict is not Verdict.IMPLICIT_DENY or decision.denied_by not in _GRANTING:
            return self.hop.asked
        return self.path.pipeline.place, step.principal, decision.denied_by, self.at


def denied(denials: list[Denial], facts: Facts) -> Finding:
    """The finding on one cause: shown where it must be mended, with what bears on it elsewhere."""
    first = denials[0]
    step, at = first.hop.step, first.at
    says = {place.span: place for each in denials for place in facts.evidence(each.hop)}
    asked = {
        each.hop.step.span: Evidence(each.hop.step.span, f"asked here: {shown(each.hop.step.says)}")
        for each in reversed(denials)
    }
    default = asked.get(at) or Evidence(at, "nothing here allows it")
    shown_at = says.pop(at, default)
    return RULE.finding(
        f"`{facts.name_of(step.principal)}` may not {_asked_for(denials)}:"
        f" {first.hop.decision.reason} ({facts.where(first.path)})",
        at=shown_at.span,
        says=shown_at.says,
        evidence=(*says.values(), *(each for each in asked.values() if each != shown_at)),
        account=step.account,
        severity=Severity.MEDIUM if all(map(_is_doubtful, denials)) else None,
        fix=_together([each.fix for each in denials if each.fix]),
        explains=(each.hop for each in denials),
    )


def _asked_for(denials: list[Denial]) -> str:
    """The requests, those on one resource together."""
    actions: dict[str, list[str]] = {}
    for each in denials:
        actions.setdefault(each.hop.step.resource, []).append(f"`{each.hop.step.action}`")
    told = [f"{', '.join(those)} on `{shown(on)}`" for on, those in actions.items()]
    more = f", and {len(told) - _MOST} resources more" if len(told) > _MOST else ""
    return ", ".join(told[:_MOST]) + more


def _is_doubtful(denial: Denial) -> bool:
    return denial.hop.step.page.ground is Ground.EXPERIENCE


def _together(fixes: list[Fix]) -> Fix | None:
    """The changes as one: that of the first denial, and what the others add."""
    if not fixes:
        return None
    first, *others = fixes
    further = (
        Addition(each.summary, each.statement, each.at)
        for each in others
        if each.statement and each.statement != first.statement
    )
    also = (addition for each in others for addition in each.additions)
    return replace(
        first,
        additions=tuple(dict.fromkeys((*first.additions, *further, *also))),
        edits=_edits(fixes),
    )


def _edits(fixes: list[Fix]) -> tuple[Edit, ...]:
    """The edits of all of them, each once; none where one of them has none."""
    if not all(each.edits for each in fixes):
        return ()
    found: list[Edit] = []
    for edit in (edit for each in fixes for edit in each.edits):
        if edit not in found:
            found.append(edit)
    return tuple(found)


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
