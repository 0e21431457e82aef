"""
A Terraform state is kept where two runs may write it at once.

## Why
Two runs that start from the same state each write back their own: what the first one made is no longer
known, and is made again, or never removed. A build server runs two branches at once sooner or later.
The S3 backend locks only if it is told to, by an object beside the state (`use_lockfile`) or by a table
of DynamoDB.

What a `backend "s3" {}` leaves to the command line may be said there: then the confidence is low.

## Instead
`use_lockfile = true`, and let whoever runs Terraform put and delete the `.tflock` object; before
Terraform 1.10: `dynamodb_table`.

## Sources
- https://developer.hashicorp.com/terraform/language/backend/s3
- https://developer.hashicorp.com/terraform/language/state/locking
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
    Tier,
    has_symbol,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each folder, at its backend."""
    for state in facts.graph.states:
        if state.lock_table is None and not state.locks_by_object:
            is_whole = not has_symbol(state.bucket + state.key)
            yield RULE.finding(
                f"nothing locks the state of `{shown(state.place.stack)}`",
                at=state.span,
                says="says nothing of a lock",
                confidence=None if is_whole else Confidence.LOW,
                account=state.place.account,
                fix=Fix("write `use_lockfile = true`"),
            )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.BLOCKS, tier=Tier.STRICT)
