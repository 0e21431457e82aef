"""
A condition asks for a key that no request of its statement carries.

## Why
`s3:prefix` comes with `s3:ListBucket` and never with `s3:GetObject`; `aws:SourceAccount` comes with
requests of services and never with those of a role; `aws:PrincipalOrgID` the other way round. Where the key
is missing an Allow never allows and a Deny never denies, or, with a negated operator, the condition always
holds. Services that know no tags leave out `aws:ResourceTag` in the same way.

## Instead
Put the actions that carry the key in a statement of their own, the others in one without the condition.

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html

Peers: `UNSUPPORTED_ACTION_FOR_CONDITION_KEY`, `MISSING_ACTION_FOR_CONDITION_KEY`,
`UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL`, `USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES` and the
four `…_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE` (Access Analyzer), `UNKNOWN_CONDITION_FOR_ACTION`
(parliament).
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
    Placed,
    Rule,
    Severity,
    Statement,
    Truth,
    any_carries,
    carriers,
    conditions,
    has_symbol,
    holds_without,
    is_everywhere,
    key_type,
    knows_tags,
    sends_endpoint_owner,
)

_OF_RESOURCE = "aws:resourcetag/"
_OF_ENDPOINT = ("aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths")
_OF_PEOPLE = ("aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/", "aws:username")
_OF_SERVICES = ("aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each condition."""
    for placed in conditions(facts):
        key = placed.condition.key.lower()
        if has_symbol(key) or key_type(key) is None or placed.condition.operator == "Null":
            continue
        yield from _by_principals(placed, key)
        if key.startswith(_OF_RESOURCE) or key.startswith(_OF_ENDPOINT):
            yield from _by_services(placed, key)
        elif not is_everywhere(key) and "." not in key.partition(":")[0]:
            yield from _by_actions(placed)


def _by_actions(placed: Placed) -> Iterator[Finding]:
    """The key of a service: do its actions carry it?"""
    condition, statement = placed.condition, placed.statement
    entries = [written.text for written in statement.actions]
    if not entries or any(map(has_symbol, entries)):
        return
    sent = {entry: any_carries(entry, condition.key) for entry in entries}
    without = [entry for entry, truth in sent.items() if truth is Truth.NO]
    if len(without) == len(entries):
        only = carriers(condition.key)[:3]
        hint = f"only {_listed(only)} carries it" if only else ""
        what = f"no action of the statement carries `{condition.key}`"
        yield _finding(placed, what, hint, confidence=Confidence.MEDIUM)
    elif (named := [each for each in without if "*" not in each]) and not condition.if_exists:
        what = f"{_listed(named[:3])} never carries `{condition.key}`"
        yield _finding(placed, what, "", Severity.LOW, Confidence.MEDIUM)


def _by_services(placed: Placed, key: str) -> Iterator[Finding]:
    """A key that only some services send: does each service of the statement?"""
    statement, condition = placed.statement, placed.condition
    sends = knows_tags if key.startswith(_OF_RESOURCE) else sends_endpoint_owner
    if condition.if_exists or any(has_symbol(each.text) for each in statement.actions):
        return
    if statement.not_actions:
        what = f"whatever is not in `NotAction` and lacks `{condition.key}` is left out"
        yield _finding(placed, what, "", Severity.INFO, Confidence.MEDIUM)
        return
    prefixes = dict.fromkeys(each.text.partition(":")[0].lower() for each in statement.actions)
    silent = [each for each in prefixes if "*" not in each and sends(each) is Truth.NO]
    if silent:
        what = f"no request to {_listed(silent[:3])} carries `{condition.key}`"
        whole = len(silent) == len(prefixes)
        yield _finding(placed, what, "", None if whole else Severity.LOW, Confidence.MEDIUM)


def _by_principals(placed: Placed, key: str) -> Iterator[Finding]:
    """Keys of services where people are let in, and of people where services are."""
    statement, condition = placed.statement, placed.condition
    named = statement.principals
    if named is None or statement.effect is not Effect.ALLOW or holds_without(condition):
        return
    people = [each.text for each in (*named.aws, *named.federated, *named.canonical_user)]
    if named.service and not people and key.startswith(_OF_PEOPLE):
        what = f"a request of {_listed([each.text for each in named.service][:3])} never carries"
        yield _finding(placed, f"{what} `{condition.key}`", "")
    if people and not named.service and key.startswith(_OF_SERVICES) and not _is_open(people):
        what = f"only requests of services carry `{condition.key}`, and none is let in here"
        yield _finding(placed, what, "name the service, or ask for `aws:PrincipalAccount`")


def _is_open(people: list[str]) -> bool:
    return "*" in people or any(map(has_symbol, people))


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{each}`" for each in names)


def _finding(
    placed: Placed,
    what: str,
    hint: str,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
) -> Finding:
    return RULE.finding(
        what,
        at=placed.condition.span,
        says=_consequence(placed.condition, placed.statement),
        severity=severity,
        confidence=confidence,
        fix=Fix(hint or "put these actions in a statement without the condition"),
    )


def _consequence(condition: Condition, statement: Statement) -> str:
    if holds_without(condition):
        return "the condition always holds for them"
    verb = "allowed" if statement.effect is Effect.ALLOW else "denied"
    return f"they are never {verb} here"


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
