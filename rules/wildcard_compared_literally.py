"""
A wildcard stands under an operator that takes it for a star.

## Why
`StringEquals` compares letter by letter: `role/Train*` is met by a role whose name ends in a star. An Allow
with it gives nothing; a Deny with `StringNotEquals` stops everybody, those it was meant to spare among
them.

## Instead
Use `StringLike` and `StringNotLike`, or `ArnLike` and `ArnNotLike` for ARNs. A star that is meant is
written `${*}`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

Peers: `WILDCARD_WITHOUT_LIKE_OPERATOR` (Access Analyzer).
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
    Written,
    applying,
    compared,
    conditions,
    has_symbol,
    is_negated,
    key_type,
    shown,
    written_operator,
)

_LETTER_BY_LETTER = re.compile(r"String(Not)?Equals(IgnoreCase)?")
_NAMES_OF_DOMAINS = ("domain", "recordnames")
_ESCAPE = re.compile(r"\$\{[^}]*\}")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each condition."""
    for placed in conditions(facts):
        condition = placed.condition
        if _LETTER_BY_LETTER.fullmatch(condition.operator) and not _may_hold_stars(condition.key):
            meant = [each for each in condition.values if _has_wildcard(each, condition)]
            if meant:
                yield _finding(placed, meant[0])


def _may_hold_stars(key: str) -> bool:
    """Names of domains begin with a star where they stand for all below."""
    return has_symbol(key) or any(word in key.lower() for word in _NAMES_OF_DOMAINS)


def _has_wildcard(written: Written, condition: Condition) -> bool:
    text = _ESCAPE.sub("", written.text)
    is_arn = key_type(condition.key) == "ARN" or text.startswith("arn:")
    return "*" in text or ("?" in text and is_arn)


def _finding(placed: Placed, written: Written) -> Finding:
    condition = placed.condition
    is_arn = key_type(condition.key) == "ARN"
    like = ("Arn" if is_arn else "String") + ("NotLike" if "Not" in condition.operator else "Like")
    return RULE.finding(
        f"`{condition.operator}` takes `{shown(written.text)}` letter by letter",
        at=written.span,
        says="the wildcard stands for itself",
        fix=Fix(
            f"use `{like}`",
            applying(placed.statement, more=not is_negated(condition)),
            compared(condition, written_operator(replace(condition, operator=like))),
        ),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
