"""
A condition compares a key with an operator that is not made for what the key holds.

## Why
`IpAddress` on a key that holds no address, a date operator on what is no date, `Bool` on an ARN: none of
them is ever met. `StringLike` on an ARN works, and its star takes colons as well:
`arn:aws:s3:*:123456789012:*` is met by ARNs that somebody may choose. Two booleans for one key ask nothing,
and seconds since 1970 are easily off.

## Instead
Use the operator of the key's type: `ArnLike` for ARNs, `Bool` for booleans, `IpAddress` for addresses.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

Peers: `TYPE_MISMATCH`, `STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS`,
`INVALID_CONDITION_MULTIPLE_BOOLEAN`, `INVALID_DATE_VALUE` (Access Analyzer), `MISMATCHED_TYPE` and
`MISMATCHED_TYPE_BUT_USABLE` (parliament), condition_type_mismatch (boogy).
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from xacct_guard.rule import (
    Condition,
    Facts,
    Finding,
    Fix,
    Kind,
    Placed,
    Rule,
    Severity,
    applying,
    compared,
    conditions,
    has_symbol,
    is_negated,
    key_type,
    shown,
    written_operator,
)

_FAMILY = re.compile(r"String|Numeric|Date|Bool|Ip|Arn|Binary", re.IGNORECASE)
_MEETS = {
    "string": {"String", "ARN", "Bool", "Numeric", "Date", "IPAddress", "Binary"},
    "arn": {"ARN", "String"},
    "bool": {"Bool", "String"},
    "numeric": {"Numeric", "Date", "String"},
    "date": {"Date", "Numeric", "String"},
    "ip": {"IPAddress", "String"},
    "binary": {"Binary", "String"},
}
_OPERATOR = {
    "ARN": "ArnLike",
    "Bool": "Bool",
    "Numeric": "a numeric operator",
    "Date": "a date operator",
    "IPAddress": "IpAddress",
    "String": "StringEquals",
}
_EPOCH = re.compile(r"[0-9]{5,}")
_OPEN_HEAD = re.compile(r"arn:[^:]*(:[^:]*){0,2}[*?]|\*")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each condition."""
    for placed in conditions(facts):
        family = _FAMILY.search(placed.condition.operator)
        if family is not None and not has_symbol(placed.condition.key):
            yield from _judge(placed, family[0].lower())


def _judge(placed: Placed, family: str) -> Iterator[Finding]:
    condition = placed.condition
    known = (key_type(condition.key) or "").removeprefix("ArrayOf")
    if known and known not in _MEETS[family]:
        hint = _OPERATOR.get(known, "another operator")
        yield _finding(condition, f"`{condition.operator}` is never met by `{condition.key}`", hint)
    elif family == "bool" and len({each.text.lower() for each in condition.values}) > 1:
        yield _finding(
            condition, f"`{condition.key}` may be either of two booleans", "a single one"
        )
    elif family == "date" and any(_EPOCH.fullmatch(each.text) for each in condition.values):
        what = "a date is written in seconds since 1970"
        yield _finding(condition, what, "a date such as `2026-01-31T00:00:00Z`", Severity.INFO)
    elif known == "ARN" and condition.operator in ("StringLike", "StringNotLike"):
        yield from _stars(placed)


def _stars(placed: Placed) -> Iterator[Finding]:
    """Stars that may take what stands behind the next colons as well."""
    condition = placed.condition
    loose = [each for each in condition.values if _OPEN_HEAD.match(each.text)]
    if loose:
        what = f"a star of `{shown(loose[0].text)}` takes colons, too, under `{condition.operator}`"
        like = "ArnNotLike" if condition.operator == "StringNotLike" else "ArnLike"
        found = _finding(condition, what, like, Severity.LOW)
        yield replace(
            found,
            fix=Fix(
                f"use {like}",
                applying(placed.statement, more=is_negated(condition)),
                compared(condition, written_operator(replace(condition, operator=like))),
            ),
        )


def _finding(
    condition: Condition, what: str, hint: str, severity: Severity | None = None
) -> Finding:
    return RULE.finding(
        what,
        at=condition.span,
        says="does not ask what it seems to",
        severity=severity,
        fix=Fix(f"use {hint}"),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
