"""
A condition is met by any value.

## Why
`StringLike: {aws:SourceVpce: "*"}` asks whether the request came through some endpoint, whoever has it, and
reads as if it asked for more; with `IfExists`, or for a key that is always there, it asks nothing.
`StringNotLike` with `*` holds only where the key is missing, or never.

## Instead
Ask with `Null` whether a key is there, or remove the condition.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null

Peers: `EQUIVALENT_TO_NULL_TRUE`, `EQUIVALENT_TO_NULL_FALSE`, `REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION`,
`REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION` (Access Analyzer).
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Condition,
    Edit,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Safety,
    SetOperator,
    Severity,
    Tier,
    compared,
    conditions,
    has_symbol,
    is_negated,
    taken_out,
    written_operator,
)

_ALWAYS_THERE = frozenset(
    {
        *("aws:currenttime", "aws:epochtime", "aws:principalaccount", "aws:principaltype"),
        *("aws:requestedregion", "aws:securetransport"),
    }
)
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each condition."""
    for placed in conditions(facts):
        condition = placed.condition
        is_like = condition.operator in ("StringLike", "StringNotLike")
        if (
            is_like
            and not has_symbol(condition.key)
            and any(w.text == "*" for w in condition.values)
        ):
            yield _finding(condition)


def _finding(condition: Condition) -> Finding:
    says, hint = _negated(condition) if is_negated(condition) else _plain(condition)
    return RULE.finding(
        f"`{written_operator(condition)}` with `*` asks for no value of `{condition.key}`",
        at=condition.span,
        says=says,
        fix=Fix(hint, Safety.SAFE, _edits(condition)),
    )


def _edits(condition: Condition) -> tuple[Edit, ...]:
    """The same said plainly; none where it was surely not meant."""
    is_there = condition.key.lower() in _ALWAYS_THERE
    if is_negated(condition):
        is_never = is_there or condition.set_operator is SetOperator.ANY
        return () if is_never else compared(condition, "Null", "true")
    asks_nothing = is_there or condition.if_exists or condition.set_operator is SetOperator.ALL
    return taken_out(condition.span) if asks_nothing else compared(condition, "Null", "false")


def _plain(condition: Condition) -> tuple[str, str]:
    asks_nothing = condition.if_exists or condition.set_operator is SetOperator.ALL
    if asks_nothing or condition.key.lower() in _ALWAYS_THERE:
        return "always holds", "remove it"
    return "holds wherever the key is there", _null(condition, "false")


def _negated(condition: Condition) -> tuple[str, str]:
    is_any = condition.set_operator is SetOperator.ANY
    if is_any or condition.key.lower() in _ALWAYS_THERE:
        return "never holds", "remove the statement, or write the values"
    return "holds only where the key is missing", _null(condition, "true")


def _null(condition: Condition, value: str) -> str:
    return f'write `"Null": {{"{condition.key}": "{value}"}}`, or the values that are meant'


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE, tier=Tier.AUDIT)
