"""
None of the actions of a statement works on one of the resources that it names.

## Why
The entry adds nothing: `bucket/*` beside `s3:ListBucket`, which works on the bucket itself, or the ARN of a
pipeline beside `iam:PassRole`. Whoever reads it takes it for access that is given, or for a Deny that protects,
and sometimes another resource was meant.

Where an action fits none of the resources, `action-on-unfit-resource` says so.

## Instead
Remove the entry, or name what was meant.

## Sources
- https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

Peers: parliament RESOURCE_MISMATCH.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Holding,
    Kind,
    Rule,
    Safety,
    Severity,
    Written,
    fits,
    is_alias_of_a_key,
    left_out,
    misfits,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each entry that fits nothing, where others of the statement fit."""
    for those in misfits(facts):
        for index, entry in enumerate(those[0].statement.resources):
            if all(_is_useless(index, each) for each in those):
                yield _finding(entry, those[0])


def _is_useless(index: int, holding: Holding) -> bool:
    """Do all actions fit some resource of the statement, and none of them this one?"""
    statement = holding.statement
    actions, entries = statement.actions, statement.resources
    if not actions or index >= len(entries) or is_alias_of_a_key(entries[index].text):
        return False
    if any(fits(action.text, entries[index].text) for action in actions):
        return False
    return any(fits(action.text, entry.text) for action in actions for entry in entries)


def _finding(entry: Written, holding: Holding) -> Finding:
    actions = ", ".join(f"`{each.text}`" for each in holding.statement.actions[:3])
    more = ", …" if len(holding.statement.actions) > 3 else ""
    return RULE.finding(
        f"no action of this statement works on `{shown(entry.text)}`",
        at=entry.span,
        says=f"nothing that {actions}{more} could be asked of",
        evidence=(Evidence(holding.statement.span, "the statement"),),
        fix=Fix(
            "remove the entry, or name what was meant",
            Safety.SAFE,
            left_out(holding.statement, (entry,)),
        ),
    )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE)
