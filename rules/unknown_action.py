"""
A policy names an action that AWS does not have.

## Why
Such an entry matches nothing: an Allow of it gives no permission, a Deny of it protects nothing, and AWS
accepts the policy all the same. It is mostly a misspelling (`kms:ReEncrypt` for `kms:ReEncryptFrom` and
`kms:ReEncryptTo`) or the name of an API operation that is authorized under another name.

## Instead
Write the action's name as the service authorization reference has it, or remove the entry.

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Confidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Written,
    closest_action,
    has_symbol,
    is_known_action,
    is_known_service,
    reference_is_old,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each entry that no action of its service matches."""
    for _, statement in facts.statements:
        for written in (*statement.actions, *statement.not_actions):
            if not has_symbol(written.text) and not is_known_action(written.text):
                yield _finding(written)


def _finding(written: Written) -> Finding:
    old = reference_is_old()
    service = written.text.partition(":")[0]
    what = "action" if is_known_service(service) else f"service `{service}`, so no action"
    close = closest_action(written.text)
    return RULE.finding(
        f"there is no {what} `{written.text}`",
        at=written.span,
        says=f"did you mean `{close}`?" if close else "matches nothing",
        severity=Severity.LOW if old else None,
        confidence=Confidence.LOW if old else None,
        fix=Fix(f"write `{close}`, or remove it" if close else "remove it"),
    )


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.HYGIENE)
