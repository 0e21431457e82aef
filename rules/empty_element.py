"""
An element of a statement is there and says nothing.

## Why
A condition without values is met by no value: an Allow with it gives nothing, a Deny with it stops nobody,
and with `ForAllValues` or `IfExists` it holds for just those requests that lack the key. A `Condition` that
is an empty object is none at all. AWS takes each of these without a word, and most of them are what a
generator left behind.

## Instead
Write the values, or remove the element. To ask whether a key is missing, use `Null`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html

Peers: `EMPTY_ARRAY_CONDITION` with `_FORALLVALUES`, `_FORANYVALUE`, `_IFEXISTS`, `EMPTY_OBJECT_CONDITION`
and `EMPTY_SID_VALUE` (Access Analyzer).
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Condition,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Placed,
    Rule,
    Safety,
    Severity,
    Span,
    Tier,
    conditions,
    has_symbol,
    holds_without,
    is_negated,
    sentences,
    standing,
    taken_out,
    written_operator,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each element."""
    for placed in conditions(facts):
        if not placed.condition.values and not has_symbol(placed.condition.key):
            yield _without_values(placed)
    for _, statement in sentences(facts):
        if statement.hollow:
            yield from (_hollow(span, "condition", span) for span in statement.hollow)
        if statement.sid == "":
            found = standing(statement.span)
            yield _hollow(statement.span, "`Sid`", found.place("Sid") if found else None)


def _without_values(placed: Placed) -> Finding:
    condition, denies = placed.condition, placed.statement.effect is Effect.DENY
    never = not holds_without(condition)
    severity = Severity.MEDIUM if denies and never else Severity.LOW
    limits_nothing = is_negated(condition) and condition.set_operator is None
    return RULE.finding(
        f"`{written_operator(condition)}` compares `{condition.key}` with nothing",
        at=condition.span,
        says=_says(condition, never=never),
        severity=severity,
        fix=Fix(
            "write the values, or remove the condition",
            Safety.SAFE,
            taken_out(condition.span) if limits_nothing and not never else (),
        ),
    )


def _says(condition: Condition, *, never: bool) -> str:
    if never:
        return "never holds, so the statement never applies"
    if is_negated(condition) and condition.set_operator is None:
        return "always holds, so it limits nothing"
    return "holds only where the key is missing"


def _hollow(span: Span, what: str, empty: Span | None) -> Finding:
    return RULE.finding(
        f"a {what} is empty",
        at=span,
        says="says nothing",
        severity=Severity.INFO,
        fix=Fix("remove it", Safety.SAFE, taken_out(empty) if empty else ()),
    )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, tier=Tier.STRICT)
