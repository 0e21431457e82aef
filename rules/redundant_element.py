"""
An element of a policy says what another says already.

## Why
It changes nothing, and hides what the policy says: who removes `s3:GetObject` and overlooks `s3:Get*` has
removed nothing. Each such element counts towards the length that a policy may have.

## Instead
Keep the narrower of the two if that is what is needed, else remove it.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html

Peers: `REDUNDANT_ACTION`, `REDUNDANT_RESOURCE`, `REDUNDANT_CONDITION_VALUE_NUM`,
`REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY`, `IRRELEVANT_CONDITION_KEY_IN_POLICY` (Access Analyzer).
"""

import re
from collections.abc import Callable, Iterator

from xacct_guard.rule import (
    Arn,
    Condition,
    Document,
    Edit,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    PolicyKind,
    Principals,
    Rule,
    Safety,
    Severity,
    Statement,
    Tier,
    Truth,
    Written,
    has_symbol,
    match,
    match_resource,
    sentences,
    shown,
    taken_out,
)

_Covers = Callable[[str, str], bool]
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ORDERED = ("LessThan", "GreaterThan")
_OF_ITSELF = (
    "s3:resourceaccount",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each element and statement."""
    for document, statement in sentences(facts):
        entries = (*statement.actions, *statement.not_actions)
        yield from _covered(entries, _covers_action) if len(entries) > 1 else ()
        entries = (*statement.resources, *statement.not_resources)
        yield from _covered(entries, _covers_resource) if len(entries) > 1 else ()
        if statement.conditions:
            yield from _bounds(statement)
        if statement.principals is not None:
            yield from _sessions(statement.principals)
        if statement.conditions:
            yield from _of_itself(statement, document)


def _covered(entries: tuple[Written, ...], covers: _Covers) -> Iterator[Finding]:
    """The entries that others of the same element cover, in one finding."""
    wide = [entry for entry in entries if "*" in entry.text]
    if not wide:
        return
    first = (
        (entry, next((w for w in wide if covers(w.text, entry.text)), None)) for entry in entries
    )
    pairs = [(entry, other) for entry, other in first if other is not None]
    if pairs:
        (entry, other), *others = pairs
        also = f", and {len(others)} more of these" if others else ""
        what = f"`{shown(entry.text)}` is covered by `{shown(other.text)}`{also}"
        yield _finding(entry, what, other, *(each for each, _ in others))


def _covers_action(pattern: str, entry: str) -> bool:
    return _is_wider(pattern, entry) and match(pattern, entry, ignore_case=True) is Truth.YES


def _covers_resource(pattern: str, entry: str) -> bool:
    is_wider = _is_wider(pattern, entry) and "${" not in pattern
    return is_wider and match_resource(pattern, entry) is Truth.YES


def _is_wider(pattern: str, entry: str) -> bool:
    """May the one stand for what the other stands for? A `?` would take a star for a single letter."""
    if pattern == entry or "?" in pattern or has_symbol(pattern) or has_symbol(entry):
        return False
    return entry.startswith(pattern[: pattern.find("*")])


def _bounds(statement: Statement) -> Iterator[Finding]:
    """Several bounds where one decides."""
    for condition in statement.conditions:
        bounds = any(word in condition.operator for word in _ORDERED)
        if bounds and len(condition.values) > 1:
            widest = "greatest" if "Less" in condition.operator else "least"
            yield RULE.finding(
                f"of the values of `{condition.key}` only the {widest} counts",
                at=condition.span,
                says="has several bounds",
                fix=Fix(f"write the {widest} alone", Safety.SAFE, _alone(condition, widest)),
            )


def _alone(condition: Condition, widest: str) -> tuple[Edit, ...]:
    """The condition without the numbers that do not count; dates are written in many ways."""
    if not all(_NUMBER.fullmatch(each.text) for each in condition.values):
        return ()
    ordered = sorted(condition.values, key=lambda each: float(each.text))
    return taken_out(
        *(each.span for each in (ordered[:-1] if widest == "greatest" else ordered[1:]))
    )


def _sessions(named: Principals) -> Iterator[Finding]:
    """Sessions of roles that are let in themselves."""
    entries = named.aws
    roles = {
        _role(arn): entry
        for entry in entries
        if (arn := Arn.parse(entry.text)) and arn.type == "role"
    }
    for entry in entries:
        arn = Arn.parse(entry.text)
        if arn is not None and arn.type == "assumed-role" and (role := roles.get(_role(arn))):
            yield _finding(entry, f"`{shown(entry.text)}` is let in with its role", role)


def _role(arn: Arn) -> tuple[str, str]:
    """The account and the name of a role, or of the role of a session."""
    name = arn.resource.split("/")[1] if arn.type == "assumed-role" else arn.name
    return arn.account, name


def _of_itself(statement: Statement, document: Document) -> Iterator[Finding]:
    """Keys that say whose the resource is, in the policy of the resource."""
    if document.policy.kind is PolicyKind.RESOURCE:
        for condition in statement.conditions:
            if condition.key.lower() in _OF_ITSELF:
                yield RULE.finding(
                    f"`{condition.key}` is the same for every request to this resource",
                    at=condition.span,
                    says="belongs in the policies of those who call",
                    fix=Fix("remove it here"),
                )


def _finding(entry: Written, what: str, other: Written, *more: Written) -> Finding:
    evidence = (Evidence(other.span, "says it already"),) if other.span != entry.span else ()
    is_one_text = other.span in {each.span for each in (entry, *more)}
    edits = () if is_one_text else taken_out(*(each.span for each in (entry, *more)))
    fix = Fix("remove it", Safety.SAFE, edits)
    return RULE.finding(what, at=entry.span, says="adds nothing", evidence=evidence, fix=fix)


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE, tier=Tier.AUDIT)
