"""
A policy names a role or a user by its unique id.

## Why
AWS keeps `AROA…` or `AIDA…` in place of the ARN, and shows it when the role or user is gone: whoever is
created anew under the same name has another id and is not let in. So such an entry is mostly what is left
of somebody, and a policy that was read from an account and put into a template keeps it alive.

## Instead
Write the ARN of the role or user, or remove the entry.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html

Peers: `INVALID_ROLE_REFERENCE`, `INVALID_USER_REFERENCE` (Access Analyzer).
"""

import re
from collections.abc import Iterator

from xacct_guard.rule import (
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Safety,
    Severity,
    Statement,
    Tier,
    Written,
    has_symbol,
    left_out,
    sentences,
)

_ID = re.compile(r"A(ROA|IDA|GPA|IPA|NPA|SIA)[A-Z0-9]{12,}")
_KINDS = {"AROA": "a role", "AIDA": "a user"}


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each entry."""
    for _, statement in sentences(facts).naming_principals:
        named = statement.principals
        for written in _principals(statement):
            is_let_in = named is not None and statement.effect is Effect.ALLOW
            if not has_symbol(written.text) and _ID.fullmatch(written.text):
                yield RULE.finding(
                    f"`{written.text}` is the id of {_KINDS.get(written.text[:4], 'somebody')}",
                    at=written.span,
                    says="nobody who is created again has it",
                    fix=Fix(
                        "write the ARN, or remove the entry",
                        Safety.SAFE,
                        left_out(statement, (written,)) if is_let_in else (),
                    ),
                )


def _principals(statement: Statement) -> Iterator[Written]:
    for named in (statement.principals, statement.not_principals):
        yield from named.aws if named else ()


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE, tier=Tier.STRICT)
