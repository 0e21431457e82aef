"""
A wildcard stands for accounts, organizations or networks that nobody listed.

## Why
`aws:PrincipalOrgID: o-*` is met by every organization there is, `aws:SourceAccount: 1234*` by accounts that
anybody may open. AWS names ten keys in which a wildcard never has a use. A variable that the caller fills,
such as a tag of the principal, is no better than a wildcard there.

## Instead
Write whole ids, one a value. For parts of an organization use `aws:PrincipalOrgPaths`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sensitive

Peers: `WILDCARD_USAGE_TOO_PERMISSIVE`, `VARIABLE_USAGE_TOO_PERMISSIVE` (Access Analyzer).
"""

import re
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
    Severity,
    conditions,
    is_negated,
    shown,
)

_SENSITIVE = frozenset(
    {
        *("aws:principalaccount", "aws:principalorgid", "aws:resourceaccount", "aws:resourceorgid"),
        *("aws:sourceaccount", "aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce"),
        *("aws:vpceaccount", "aws:vpceorgid"),
    }
)
_BY_THE_CALLER = re.compile(
    r"\$\{(aws:(PrincipalTag/|RequestTag/|SourceIdentity|username|userid|UserAgent|referer))",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"\$\{[^}]*\}")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each value that widens what a statement lets through."""
    for placed in conditions(facts):
        if placed.condition.key.lower() in _SENSITIVE and _lets_through(placed):
            yield from _in(placed.condition)


def _lets_through(placed: Placed) -> bool:
    """Does meeting the values let more through, rather than stop more?"""
    allows = placed.statement.effect is Effect.ALLOW
    return allows is not is_negated(placed.condition)


def _in(condition: Condition) -> Iterator[Finding]:
    is_like = condition.operator.endswith("Like")
    for value in condition.values:
        text = _VARIABLE.sub("", value.text)
        if is_like and ("*" in text or "?" in text):
            what = f"`{shown(value.text)}` stands for any number of values of `{condition.key}`"
            yield RULE.finding(what, at=value.span, says="not listed", fix=Fix("write whole ids"))
        elif found := _BY_THE_CALLER.search(value.text):
            yield RULE.finding(
                f"whoever calls says with `{found[1]}` what `{condition.key}` has to be",
                at=value.span,
                says="compared with what the caller brings",
                severity=Severity.LOW,
                fix=Fix("write whole ids"),
            )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
