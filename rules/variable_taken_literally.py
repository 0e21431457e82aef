"""
A policy variable stands where AWS does not read it, or as AWS does not read it.

## Why
What is not read as a variable is text: `arn:aws:s3:::home/${aws:username}/*` in a policy without `Version`
is about a folder with that very name. The statement then matches nothing, and is taken without a word. The
same comes of a missing brace, a default without quotes, a variable in `Principal` or `Action` or under an
operator for numbers, dates, addresses or booleans, and of `${AWS::AccountId}` where CloudFormation does not
substitute.

## Instead
Use variables in `Resource` and under `String…` and `Arn…` operators, in a policy with `"Version":
"2012-10-17"`, written `${aws:username}` or `${aws:username, 'default'}`. References of a template need
`Fn::Sub`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html

Peers: `VARIABLE_UNSUPPORTED_IN_VERSION`, `VARIABLE_UNSUPPORTED_IN_ELEMENT`,
`INVALID_VARIABLE_FOR_OPERATOR`, `MISSING_BRACE_IN_VARIABLE`, `MISSING_QUOTE_IN_VARIABLE`,
`UNSUPPORTED_SPACE_IN_VARIABLE`, `EMPTY_VARIABLE` (Access Analyzer), W2511 (cfn-lint).
"""

import re
from collections.abc import Iterable, Iterator

from xacct_guard.rule import (
    Facts,
    Finding,
    Fix,
    Kind,
    Principals,
    Rule,
    Severity,
    Statement,
    Written,
    closest_key,
    has_symbol,
    key_type,
    reads_variables,
    sentences,
    shown,
)

_OPENING = re.compile(r"\$\{([^{}$]*)(\}?)")
_ESCAPES = ("*", "?", "$")
_DEFAULT = re.compile(r"[^,]*,\s*'[^']*'\s*")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each text with a variable that is none."""
    for _, statement in sentences(facts):
        if "${" in " ".join(_texts(statement)):
            yield from _in_elements(statement)
            yield from _in_conditions(statement)


def _texts(statement: Statement) -> list[str]:
    s = statement
    entries = (*s.actions, *s.not_actions, *s.resources, *s.not_resources)
    if s.principals is not None or s.not_principals is not None:
        entries = (*entries, *_named(s.principals), *_named(s.not_principals))
    for condition in s.conditions:
        entries = (*entries, *condition.values)
    return [each.text for each in entries]


def _in_elements(statement: Statement) -> Iterator[Finding]:
    for written in _with_variables((*statement.actions, *statement.not_actions)):
        yield from _unread(written, "`Action` has no variables")
    for written in _with_variables(
        (*_named(statement.principals), *_named(statement.not_principals))
    ):
        yield from _unread(written, "`Principal` has no variables")
    yield from _in_version((*statement.resources, *statement.not_resources), statement)


def _in_conditions(statement: Statement) -> Iterator[Finding]:
    for condition in statement.conditions:
        if reads_variables(condition):
            yield from _in_version(condition.values, statement)
        else:
            says = f"`{condition.operator}` compares no variables"
            yield from (each for value in condition.values for each in _unread(value, says))


def _with_variables(texts: Iterable[Written]) -> list[Written]:
    """Those in which something may be a variable."""
    return [written for written in texts if "${" in written.text]


def _in_version(texts: Iterable[Written], statement: Statement) -> Iterator[Finding]:
    for written in _with_variables(texts):
        faults = [fault for each in _OPENING.finditer(written.text) if (fault := _fault(each))]
        if faults:
            yield _finding(written, faults[0])
        elif not statement.variables:
            yield from _unread(written, "the policy has no `Version`, or that of 2008")


def _unread(written: Written, says: str) -> Iterator[Finding]:
    if any(each[1] not in _ESCAPES for each in _OPENING.finditer(written.text)):
        yield _finding(written, says)


def _fault(found: re.Match[str]) -> str | None:
    """What is wrong with a variable as it is written; None where nothing is."""
    inside, closed = found[1], found[2]
    key, comma, _ = inside.partition(",")
    name = key.partition("/")[0]
    if not closed:
        return "a `}` is missing"
    if has_symbol(inside) or inside in _ESCAPES:
        return None
    if not inside.strip():
        return "there is nothing between the braces"
    if "::" in key:
        return "a reference of a template, which CloudFormation replaces within `Fn::Sub` only"
    if name != name.strip() or " " in name:
        return "a space stands in the name of the key"
    if comma and not _DEFAULT.fullmatch(inside):
        return "the default has no quotes, as in `, 'default'`"
    return _unknown(key)


def _unknown(key: str) -> str | None:
    if ":" not in key:
        return f"`{shown(key)}` is no condition key"
    if key.lower().startswith("aws:") and key_type(key) is None:
        close = closest_key(key)
        return f"there is no key `{shown(key)}`" + (f"; did you mean `{close}`?" if close else "")
    return None


def _named(principals: Principals | None) -> tuple[Written, ...]:
    if principals is None:
        return ()
    return (*principals.aws, *principals.service, *principals.federated, *principals.canonical_user)


def _finding(written: Written, says: str) -> Finding:
    return RULE.finding(
        f"`{shown(written.text)}` is taken as it stands: nothing is put in for the variable",
        at=written.span,
        says=says,
        fix=Fix(f"{says.rstrip('?')}: write it so that it is read"),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
