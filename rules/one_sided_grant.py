"""
Across accounts one side of a permission is given and the other is not.

## Why
A request into another account takes both: a policy of whoever asks, and the policy of the bucket, key, group
or role that is asked. One alone gives nothing; it only looks as if it did, until somebody relies on it or the
other side is opened for another reason. Some resources take no policy at all: nobody of another account gets to
them.

Judged are actions and principals that are named in full, where both policies are known. What a pipeline is seen
to need and is denied is said by `stage-denied`.

## Instead
Give the other side, or remove this one.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    OneSided,
    Rule,
    Severity,
    Span,
    Tier,
    one_sided,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, however many of its actions nobody answers."""
    denied = {(hop.step.principal, hop.step.action) for hop in _denied(facts)}
    found: dict[Span, list[OneSided]] = {}
    for each in one_sided(facts):
        if (each.role.arn, each.action) not in denied:
            found.setdefault(each.statement.span, []).append(each)
    for those in found.values():
        yield _finding(those, facts)


def _denied(facts: Facts) -> Iterator[Hop]:
    return (hop for hop in facts.hops if hop.decision.verdict.denied)


def _finding(those: list[OneSided], facts: Facts) -> Finding:
    first = those[0]
    actions = dict.fromkeys(f"`{each.action}`" for each in those)
    who, where = facts.full_name_of(first.role.arn), facts.account_name(first.owner)
    if first.asks:
        why = "whose policy does not let it in" if first.other else "which takes no policy"
        words = (
            f"`{who}` may ask for {_few(actions)} of `{shown(first.resource)}` in {where}, {why}"
        )
        fix = "allow it in the policy there as well, or remove it here"
    else:
        words = (
            f"`{who}` is let in for {_few(actions)}, and none of its own policies allows it that"
        )
        fix = "allow it in a policy of the role as well, or remove it here"
    return RULE.finding(
        words,
        at=first.statement.span,
        says="one side",
        evidence=(Evidence(first.other, "nothing here answers it"),) if first.other else (),
        account=first.role.account if first.asks else first.owner,
        fix=Fix(fix if first.other else "remove it: nobody of another account gets there"),
    )


def _few(names: dict[str, None]) -> str:
    shown_names = list(names)
    more = f" and {len(shown_names) - 3} more" if len(shown_names) > 3 else ""
    return ", ".join(shown_names[:3]) + more


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, tier=Tier.STRICT)
