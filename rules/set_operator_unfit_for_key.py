"""
A condition treats a single value as a list, or a list as a single value.

## Why
`ForAllValues` holds where the key is missing: an Allow with it on a key that has one value lets in every
request that lacks the key. The other way round, a key with several values and no `ForAnyValue` or
`ForAllValues` is compared in a way that AWS does not describe.

## Instead
Leave the prefix out for keys with one value. For keys with several (`aws:TagKeys`, `aws:CalledVia`,
`aws:PrincipalOrgPaths`) write it.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html

Peers: `FORALLVALUES_WITH_SINGLE_VALUED_KEY`, `MISSING_QUALIFIER`, `FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE`,
`CONFIRM_AUDIENCE_CLAIM_TYPE` (Access Analyzer), `SINGLE_VALUE_CONDITION_TOO_PERMISSIVE` (parliament),
set_operator_validation (boogy).
"""

from collections.abc import Iterator
from dataclasses import replace

from xacct_guard.rule import (
    Condition,
    Confidence,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Placed,
    Rule,
    Safety,
    SetOperator,
    Severity,
    Statement,
    applying,
    compared,
    conditions,
    has_symbol,
    is_multivalued,
    key_type,
    written_operator,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each condition."""
    for placed in conditions(facts):
        condition = placed.condition
        known = None if has_symbol(condition.key) else key_type(condition.key)
        if known is None or condition.operator == "Null":
            continue
        if is_multivalued(known) and condition.set_operator is None:
            yield _without(condition)
        elif not is_multivalued(known) and condition.set_operator is not None:
            yield _with(placed, condition.set_operator)


def _without(condition: Condition) -> Finding:
    is_of_all = condition.key.lower().startswith("aws:")
    return RULE.finding(
        f"`{condition.key}` has several values, and `{condition.operator}` compares one",
        at=condition.span,
        says="no page tells when it holds",
        severity=None if is_of_all else Severity.LOW,
        confidence=None if is_of_all else Confidence.MEDIUM,
        fix=Fix(f"write `ForAnyValue:{condition.operator}`, or `ForAllValues:` to ask for all"),
    )


def _with(placed: Placed, operator: SetOperator) -> Finding:
    condition = placed.condition
    opens = operator is SetOperator.ALL and placed.statement.effect is Effect.ALLOW
    is_open = opens and not _asks_for(condition.key, placed.statement)
    return RULE.finding(
        f"`{condition.key}` has one value, and `{operator.value}` is for lists",
        at=condition.span,
        says="holds as well where the key is missing" if is_open else "asks what it asks without",
        severity=None if is_open else Severity.LOW,
        fix=Fix(
            f"write `{condition.operator}` alone",
            applying(placed.statement, more=False) if operator is SetOperator.ALL else Safety.SAFE,
            compared(condition, written_operator(replace(condition, set_operator=None))),
        ),
    )


def _asks_for(key: str, statement: Statement) -> bool:
    """Does the statement want the key to be there?"""
    return any(
        each.operator == "Null"
        and each.key.lower() == key.lower()
        and all(value.text.lower() == "false" for value in each.values)
        for each in statement.conditions
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
