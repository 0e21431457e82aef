"""
An access that was required is denied, or one that was ruled out is allowed.

## Why
What must be possible and what must never be is written down once, in the configuration (`must`,
`must_not`) or in a policy pack, and holds for every change after that: the reviewer of a change does not
have to remember it.

## Instead
Mend the policy that is shown. Where the requirement itself is out of date, change it where it is written.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Confidence,
    Decision,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Requirement,
    Rule,
    Severity,
    Truth,
    Verdict,
    match,
    shown,
    worst,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each principal for whom a requirement does not hold, or may not."""
    for required in facts.requirements:
        for principal in _principals(required, facts):
            yield from _judged(required, principal, facts)


def _principals(required: Requirement, facts: Facts) -> Iterator[str]:
    if "*" not in required.principal:
        yield required.principal
        return
    for arn in facts.graph.roles:
        if match(required.principal, arn) is Truth.YES:
            yield arn
    if required.principal == "*":
        yield "*"


def _judged(required: Requirement, principal: str, facts: Facts) -> Iterator[Finding]:
    decision = facts.question(
        principal, required.action, required.resource, context=required.context
    )
    if not required.is_allowed:
        decision = worst(decision, facts)
    wanted = "allowed" if required.is_allowed else "denied"
    if (decision.verdict is Verdict.ALLOW) is required.is_allowed and (
        required.is_allowed or decision.verdict.denied
    ):
        return
    is_open = decision.verdict is Verdict.UNKNOWN
    who = "anonymous" if principal == "*" else facts.full_name_of(principal)
    said = f"`{who}` doing `{required.action}` on `{shown(required.resource)}` must be {wanted}"
    as_asked = _as_asked(required, decision)
    evidence = tuple(facts.places_of(decision))
    first = evidence[0] if evidence else Evidence(required.span, "required here")
    yield RULE.finding(
        f"{shown(required.name)}: {said}, and {as_asked}{_answer(decision.verdict)}: {decision.reason}",
        at=first.span,
        says=first.says,
        evidence=(*evidence[1:], Evidence(required.span, "required here")),
        severity=Severity.LOW if is_open else required.severity,
        confidence=Confidence.LOW if is_open else None,
        fix=Fix("mend the policy that is shown, or the requirement"),
    )


def _as_asked(required: Requirement, decision: Decision) -> str:
    """The request that was found, where patterns stand for many."""
    asked = decision.request
    if asked.action == required.action and not {"*", "?"} & {*required.resource}:
        return ""
    return f"`{asked.action}` on `{shown(asked.resource)}` "


def _answer(verdict: Verdict) -> str:
    return {Verdict.ALLOW: "is allowed", Verdict.UNKNOWN: "may be either"}.get(verdict, "is denied")


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES)
