"""
Another account is given more of a resource than it is seen to use.

## Why
What a policy gives across accounts is what an intruder over there can do here. A reader of models
needs `kms:Decrypt`: with `kms:Encrypt` and `kms:ReEncrypt*` it can also lock them under the key, and with
`s3:PutObjectAcl` it can change who else reads. Samples list such actions for everybody.

Judged are statements that something does use, action by action; actions that only read or list are
left alone. Of a statement that nothing uses, `unneeded-statement` speaks, of readers that may write
to buckets and repositories `write-from-another-account`. Code is not read: the confidence is medium.

## Instead
Leave out the actions that are named, or describe who needs them under `calls:` or `flows:`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
- https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNINTENDED,
    Arn,
    Confidence,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Policy,
    PolicyKind,
    Rule,
    Safety,
    Severity,
    Statement,
    Tier,
    Truth,
    Written,
    asked_by,
    at_work,
    changes_something,
    has_symbol,
    left_out,
    match,
)

_WRITES = ("s3:PutObject", "s3:DeleteObject", "s3:PutObjectAcl", "ecr:PutImage")
_WRITING = ("s3:Put", "s3:Delete", "ecr:Put", "ecr:Upload")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement."""
    abroad = {statement.span for statement in _given_abroad(facts)}
    for policy, statement in at_work(facts):
        is_ours = statement.span in abroad or _is_on_foreign_keys(policy, statement, facts)
        unused = tuple(_unused(statement, facts)) if is_ours else ()
        if unused:
            yield RULE.finding(
                f"nothing is seen to use `{'`, `'.join(entry.text for entry in unused)}` of this"
                f" statement of {policy.name}, which reaches into another account",
                at=statement.span,
                says="gives more than is used",
                fix=Fix(
                    "leave these actions out, or describe who needs them",
                    Safety.SAFE,
                    left_out(statement, unused),
                ),
            )


def _given_abroad(facts: Facts) -> Iterator[Statement]:
    """The statements of resources' policies that name principals of other accounts."""
    for resource in facts.graph.resources.values():
        for statement in facts.statements_of(resource.policy):
            named = (_account(entry) for entry in facts.principals(statement))
            if any(account and account != resource.account for account in named):
                yield statement


def _account(entry: Written) -> str | None:
    """The account of a principal; None where it is not known, or everybody is meant."""
    arn = Arn.parse(entry.text)
    account = arn.account if arn else entry.text
    return account if account.isdecimal() else None


def _is_on_foreign_keys(policy: Policy, statement: Statement, facts: Facts) -> bool:
    """Does a role's own policy speak of keys of other accounts only?"""
    if policy.kind is not PolicyKind.IDENTITY or not statement.resources:
        return False
    holders = {role.account for role in facts.holders.get(policy.span, ())}
    arns = [Arn.parse(entry.text) for entry in statement.resources]
    return all(
        arn is not None
        and arn.service == "kms"
        and arn.account not in holders
        and arn.account.isdecimal()
        for arn in arns
    )


def _unused(statement: Statement, facts: Facts) -> Iterator[Written]:
    """The actions of the statement that nothing asks for by it, and that change something."""
    used = asked_by(facts).get(statement.span, frozenset())
    if statement.effect is not Effect.ALLOW or not used or any(map(has_symbol, used)):
        return
    writes = any(action.startswith(_WRITING) for action in used)
    for entry in statement.actions:
        is_other_rules = not writes and any(_covers(entry, action) for action in _WRITES)
        is_used = any(_covers(entry, action) for action in used)
        if not is_used and not is_other_rules and changes_something(entry.text):
            yield entry


def _covers(entry: Written, action: str) -> bool:
    return match(entry.text, action, ignore_case=True) is not Truth.NO


RULE = Rule(
    check,
    severity=Severity.LOW,
    kind=Kind.EXPOSES,
    confidence=Confidence.MEDIUM,
    tier=Tier.STRICT,
    supposes=UNINTENDED,
)
