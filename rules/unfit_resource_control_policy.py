"""
A resource control policy stops callers that it is not meant for.

## Why
Such a policy is about people and about services alike. A Deny for whoever lacks the right
`aws:PrincipalOrgID` stops services as well, which have none: logs are no longer delivered, backups fail. A
Deny for a wrong `aws:SourceOrgID` stops people, who have none, and services whose integration does not send
it. AWS refuses actions of services that no such policy reaches.

## Instead
Beside keys of principals write `BoolIfExists: {aws:PrincipalIsAWSService: "false"}`; beside keys of the
source write `"true"` there, and `Null: {aws:SourceAccount: "false"}`.

## Sources
- https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
- https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services

Peers: `RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY`, `RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY`,
`RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK`, `RCP_SYNTAX_ERROR_ACTION` (Access Analyzer),
rcp_best_practices (boogy).
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Condition,
    Confidence,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    PolicyKind,
    Rule,
    Safety,
    Severity,
    Statement,
    documents,
    has_symbol,
    holds_without,
    is_known_service,
    left_out,
    rcp_services,
)

_OF_PRINCIPAL = (
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalarn",
    "aws:principaltag/",
)
_OF_SOURCE = ("aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceaccount", "aws:sourcearn")
_IS_SERVICE = "aws:principalisawsservice"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each action, and for each key without its guard."""
    for document in documents(facts):
        if document.policy.kind is PolicyKind.RCP:
            for statement in document.statements:
                if statement.effect is Effect.DENY:
                    yield from _out_of_reach(statement)
                    yield from _unguarded(statement)


def _out_of_reach(statement: Statement) -> Iterator[Finding]:
    for written in statement.actions:
        prefix = written.text.partition(":")[0].lower()
        is_known = not has_symbol(prefix) and is_known_service(prefix)
        if is_known and prefix not in rcp_services():
            yield RULE.finding(
                f"no resource control policy reaches `{prefix}`",
                at=written.span,
                says="is refused by AWS",
                fix=Fix(
                    "remove the action, or use a service control policy",
                    Safety.SAFE,
                    left_out(statement, (written,)),
                ),
            )


def _unguarded(statement: Statement) -> Iterator[Finding]:
    """One finding for each statement: one guard does for all of its keys."""
    asks = _says_of(statement, _IS_SERVICE)
    for condition in statement.conditions:
        key = condition.key.lower()
        if not holds_without(condition) or condition.operator == "Null":
            continue
        if key.startswith(_OF_PRINCIPAL) and asks is None:
            yield _finding(condition, statement, "services, which have none,", _guard("false"))
            return
        if key.startswith(_OF_SOURCE) and not _wants_source(statement):
            whom = "services that do not send it" if asks == "true" else "people, who have none,"
            hint = '`Null: {aws:SourceAccount: "false"}`' if asks == "true" else _guard("true")
            yield _finding(condition, statement, whom, hint)
            return


def _says_of(statement: Statement, key: str) -> str | None:
    """What a statement wants of a boolean key."""
    found = (each for each in statement.conditions if each.key.lower() == key)
    return next((value.text.lower() for each in found for value in each.values), None)


def _wants_source(statement: Statement) -> bool:
    """Is the statement about requests alone that say where they come from?"""
    return any(
        each.operator == "Null"
        and each.key.lower() in ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid")
        and all(value.text.lower() == "false" for value in each.values)
        for each in statement.conditions
    )


def _guard(value: str) -> str:
    return f'`BoolIfExists: {{aws:PrincipalIsAWSService: "{value}"}}`'


def _is_narrowed(statement: Statement) -> bool:
    """Is there another condition that has to be met?"""
    others = (each for each in statement.conditions if each.key.lower() != _IS_SERVICE)
    return any(not holds_without(each) or each.operator == "Null" for each in others)


def _finding(condition: Condition, statement: Statement, whom: str, hint: str) -> Finding:
    is_narrowed = _is_narrowed(statement)
    return RULE.finding(
        f"the condition on `{condition.key}` denies {whom} as well",
        at=condition.span,
        says="holds where the key is missing",
        severity=Severity.LOW if is_narrowed else None,
        confidence=Confidence.MEDIUM if is_narrowed else None,
        fix=Fix(f"add {hint}"),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
