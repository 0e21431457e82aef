"""
A key policy lets a whole foreign account use the key.

## Why
A principal that ends in `:root` stands for the account: every role and user there may use the
key as soon as its own account lets it, without the key's owner being asked again. A key that is
meant for a pipeline's roles can then decrypt for anybody over there. `*` does the same for every
account that no condition keeps out.

## Instead
List the ARNs of the roles that need the key (deploy the roles first), or keep the account and
add a condition on `aws:PrincipalArn`.

## Sources
- https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Condition,
    Confidence,
    Decision,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Rule,
    Severity,
    Statement,
    Truth,
    accounts_named,
    has_symbol,
    match,
)

_USE = (
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:CreateGrant",
)
_ANYONE = "*"
_ACCOUNT_KEYS = frozenset({"kms:calleraccount", "aws:principalaccount"})
# What tells principals of one account apart: what every request of theirs has, and what some have.
_ALWAYS_THERE = frozenset({"aws:principalarn", "aws:userid", "aws:principalisawsservice"})
_SOMETIMES_THERE = frozenset(
    {"aws:principaltag", "aws:username", "aws:sourcearn", "aws:sourceaccount"}
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement that opens a key to foreign accounts."""
    for key in facts.graph.of_type("kms:key"):
        for statement in facts.statements_of(key.policy):
            foreign = tuple(_foreign(statement, key, facts))
            if foreign:
                sure = not any(map(has_symbol, (key.account, *foreign)))
                yield RULE.finding(
                    f"every principal of {', '.join(map(facts.account_name, foreign))} may use `{key.place}`",
                    at=statement.span,
                    says="a whole account, not a role",
                    account=key.account,
                    severity=None if sure else Severity.MEDIUM,
                    confidence=None if sure else Confidence.LOW,
                    fix=Fix("name the roles that need the key"),
                )


def _foreign(statement: Statement, key: Resource, facts: Facts) -> Iterator[str]:
    """The other accounts that a statement lets in as a whole."""
    use = next((action for action in _USE if facts.covers(statement, action)), None)
    if use is None or statement.effect is not Effect.ALLOW:
        return
    for account in dict.fromkeys(accounts_named(statement, facts)):
        stranger = f"arn:aws:iam::{account.replace(_ANYONE, '0' * 12)}:role/any-role"
        if account == key.account or any(_keeps_out(c, stranger) for c in statement.conditions):
            continue
        if not _is_denied(facts.ask(stranger, use, key.arn, statement.span)):
            yield account


def _is_denied(decision: Decision) -> bool:
    """Is a stranger kept out because of who it is, and not of the way it comes?"""
    denying = (s for o in decision.outcomes if o.denies is Truth.YES for s in o.deciding)
    return any(
        all(c.key.lower().startswith("aws:principal") for c in s.conditions) for s in denying
    )


def _keeps_out(condition: Condition, stranger: str) -> bool:
    """Is the condition one that some role or other of the account does not meet?"""
    key = condition.key.lower().partition("/")[0]
    if key in _ACCOUNT_KEYS:
        return _is_positive(condition) and _misses(condition, stranger.split(":")[4])
    if key in _SOMETIMES_THERE and condition.if_exists:
        return False
    has = {"aws:principalarn": stranger, "aws:principalisawsservice": "false"}.get(key, "any")
    is_personal = key in _ALWAYS_THERE | _SOMETIMES_THERE
    return is_personal and _is_positive(condition) and _misses(condition, has)


def _misses(condition: Condition, value: str) -> bool:
    return all(match(wanted.text, value) is Truth.NO for wanted in condition.values)


def _is_positive(condition: Condition) -> bool:
    return "Not" not in condition.operator and condition.operator != "Null"


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES)
