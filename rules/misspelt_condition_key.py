"""
A condition names a key that AWS does not have.

## Why
No request carries such a key. An Allow with it then never allows, a Deny with it never denies, and with a
negated operator or `IfExists` the condition always holds: the guard is not there, and AWS takes the policy
all the same. The same comes of a key of tags without the key of the tag (`aws:ResourceTag`), and of a key
that stands twice in one block, once in other letters.

## Instead
Write the key as the service authorization reference has it.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

Peers: `INVALID_GLOBAL_CONDITION_KEY`, `UNSUPPORTED_GLOBAL_CONDITION_KEY`,
`DEPRECATED_GLOBAL_CONDITION_KEY`, `INVALID_SERVICE_CONDITION_KEY`, `INVALID_SERVICE`,
`MISSING_TAG_KEY_IN_CONDITION`, `DUPLICATE_KEYS_WITH_DIFFERENT_CASE` (Access Analyzer),
condition_key_validation (boogy).
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Condition,
    Confidence,
    Document,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Statement,
    applying,
    closest_key,
    has_symbol,
    holds_without,
    is_known_service,
    key_type,
    meant_key,
    reference_is_old,
    renamed,
    sentences,
    tag_family,
)

_OWN = ("aws", "saml")
_OLD = {"aws:arn": "aws:PrincipalArn"}


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each condition."""
    for document, statement in sentences(facts).conditioned:
        for condition in statement.conditions:
            if _is_judged(condition.key) and key_type(condition.key) is None:
                yield _finding(condition, statement)
        yield from _twice(statement.conditions, document)


def _is_judged(key: str) -> bool:
    """Claims of identity providers, whose names have dots, are not for us to know."""
    prefix = key.partition(":")[0]
    return not has_symbol(key) and "." not in prefix and "<" not in prefix


def _finding(condition: Condition, statement: Statement) -> Finding:
    key = condition.key
    family, close = tag_family(key), _OLD.get(key.lower()) or closest_key(key)
    prefix = key.partition(":")[0].lower()
    is_sure = prefix in _OWN or family is not None or not reference_is_old()
    if family:
        what, hint = f"`{key}` is there for each tag", f"write `{family}` and the key of the tag"
    elif prefix not in _OWN and not is_known_service(prefix):
        what, hint = (
            f"there is no service `{prefix}`, so no key `{key}`",
            "write the key of a service",
        )
    else:
        what, hint = (
            f"there is no condition key `{key}`",
            f"write `{close}`" if close else "remove it",
        )
    return RULE.finding(
        what,
        at=condition.span,
        says="always holds" if holds_without(condition) else "never holds",
        severity=None if is_sure else Severity.LOW,
        confidence=None if is_sure else Confidence.LOW,
        fix=_fix(hint, condition, statement),
    )


def _fix(hint: str, condition: Condition, statement: Statement) -> Fix:
    """The key that is surely meant. A condition that never held holds for some requests then."""
    safety = applying(statement, more=not holds_without(condition))
    meant = _OLD.get(condition.key.lower()) or meant_key(condition.key)
    return Fix(hint, safety, renamed(condition, meant) if meant else ())


def _twice(those: tuple[Condition, ...], document: Document) -> Iterator[Finding]:
    first: dict[tuple[object, ...], Condition] = {}
    for each in those:
        block = each.operator, each.set_operator, each.if_exists, each.key.lower()
        other = first.setdefault(block, each)
        if other.key != each.key:
            yield RULE.finding(
                f"`{each.key}` and `{other.key}` are one key, twice in a block of {document.policy.name}",
                at=each.span,
                says="no page tells which of the two counts",
                evidence=(Evidence(other.span, "stands here first"),),
                severity=Severity.LOW,
                fix=Fix("put the values of both under one"),
            )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.EXPOSES)
