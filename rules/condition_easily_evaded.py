"""
Whoever a condition is meant to stop can get round it.

## Why
- `s3:prefix` in a Deny: who lists `priv` sees what is under `private/`.
- `aws:MultiFactorAuthPresent: false` in a Deny, without `IfExists`: requests with access keys lack the key.
- `aws:Referer` and `aws:UserAgent`: the caller writes them.
- `aws:VpcSourceIp` alone: anybody's VPC may have the same addresses.
- `dynamodb:Attributes` alone: a read that names no attributes returns them all.

## Instead
Allow the prefixes that may be listed; write `BoolIfExists` in a Deny; ask for `aws:PrincipalOrgID`,
`aws:SourceVpc` or `dynamodb:Select` as well.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html

Peers: `S3_PREFIX_IN_NEGATIVE_CONTEXT`, `UNTRUSTWORTHY_CONDITION_KEY`, `MISSING_PAIRED_CONDITION_KEYS`,
`DYNAMODB_ATTRIBUTES_WITHOUT_SELECT` (Access Analyzer), `BAD_PATTERN_FOR_MFA` (parliament),
mfa_condition_antipattern (boogy).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from xacct_guard.rule import (
    Condition,
    Edit,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Placed,
    Rule,
    Safety,
    Severity,
    Statement,
    compared,
    conditions,
    holds_without,
    is_negated,
    written_operator,
)

_Way = tuple[str, str]
_MFA = ("aws:multifactorauthpresent", "aws:multifactorauthage")
_OF_NETWORK = (
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourcevpcarn",
    "aws:vpceaccount",
    "aws:vpceorgid",
)
_READS = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each condition."""
    for placed in conditions(facts):
        way_round = _WAYS.get(placed.condition.key.lower())
        found = way_round(placed, facts) if way_round else None
        if found is not None:
            yield RULE.finding(
                f"`{placed.condition.key}` does not stop whoever it is meant to stop",
                at=placed.condition.span,
                says=found[0],
                severity=_severity(placed),
                fix=Fix(found[1], Safety.SAFE, _edits(placed)),
            )


def _edits(placed: Placed) -> tuple[Edit, ...]:
    """A second factor that is asked for of everybody."""
    condition = placed.condition
    if condition.key.lower() not in _MFA:
        return ()
    denies = placed.statement.effect is Effect.DENY
    return compared(condition, written_operator(replace(condition, if_exists=denies)))


def _severity(placed: Placed) -> Severity | None:
    """Where nobody else is kept out by name, a weak guard is the only one."""
    named = placed.statement.principals
    is_anyone = named is None or any(each.text == "*" for each in named.aws)
    is_written = placed.condition.key.lower() in ("aws:referer", "aws:useragent", "aws:vpcsourceip")
    return Severity.LOW if is_written and (named is None or not is_anyone) else None


def _listing(placed: Placed, _facts: Facts) -> _Way | None:
    allows, negated = placed.statement.effect is Effect.ALLOW, is_negated(placed.condition)
    if allows is not negated or placed.condition.operator == "Null":
        return None
    return "a shorter prefix lists the same objects", "allow the prefixes with `StringLike` instead"


def _second_factor(placed: Placed, _facts: Facts) -> _Way | None:
    condition, statement = placed.condition, placed.statement
    if condition.operator == "Null" or condition.if_exists is (statement.effect is Effect.DENY):
        return None
    if statement.effect is Effect.DENY:
        if holds_without(condition) or _wants_key(placed):
            return None
        return (
            "requests signed with access keys lack the key",
            "write `IfExists` behind the operator",
        )
    return "who has no second factor lacks the key", f"write `{condition.operator}` alone"


def _wants_key(placed: Placed) -> bool:
    """Does another statement deny requests without the key?"""
    return any(
        each.effect is Effect.DENY and _is_null(condition, placed.condition.key)
        for each in placed.document.statements
        for condition in each.conditions
    )


def _is_null(condition: Condition, key: str) -> bool:
    is_key = condition.operator == "Null" and condition.key.lower() == key.lower()
    return is_key and any(value.text.lower() == "true" for value in condition.values)


def _written_by_caller(placed: Placed, _facts: Facts) -> _Way | None:
    allows, negated = placed.statement.effect is Effect.ALLOW, is_negated(placed.condition)
    if allows is negated or placed.condition.operator == "Null":
        return None
    return "whoever calls writes it", "ask for something that AWS fills in, as `aws:PrincipalOrgID`"


def _address(placed: Placed, _facts: Facts) -> _Way | None:
    if _has(placed.statement, *_OF_NETWORK):
        return None
    return "the same addresses are in other VPCs", "ask for `aws:SourceVpc` in the same statement"


def _attributes(placed: Placed, facts: Facts) -> _Way | None:
    statement = placed.statement
    reads = any(facts.covers(statement, action) for action in _READS)
    if statement.effect is not Effect.ALLOW or not reads or _has(statement, "dynamodb:select"):
        return None
    hint = "ask for `dynamodb:Select` to be `SPECIFIC_ATTRIBUTES` as well"
    return "a read that names no attributes returns all", hint


def _has(statement: Statement, *keys: str) -> bool:
    return any(condition.key.lower() in keys for condition in statement.conditions)


_WAYS: dict[str, Callable[[Placed, Facts], _Way | None]] = {
    "s3:prefix": _listing,
    **dict.fromkeys(_MFA, _second_factor),
    "aws:referer": _written_by_caller,
    "aws:useragent": _written_by_caller,
    "aws:vpcsourceip": _address,
    "dynamodb:attributes": _attributes,
}

RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
