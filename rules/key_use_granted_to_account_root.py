"""
A key policy lets a whole foreign account use the key.

## Why
A principal that ends in `:root` stands for the account: every role and user there may use the
key as soon as its own account lets it, without the key's owner being asked again. A key that is
meant for a pipeline's roles can then decrypt for anybody over there. `*` does the same for every
account that no condition keeps out.

Where it is not known in which account the key is deployed, the account that alone may write the key's policy
is taken for that one: KMS refuses a policy under which its maker may not change it again.

## Instead
List the ARNs of the roles that need the key (deploy the roles first), or keep the account and
add a condition on `aws:PrincipalArn`.

## Sources
- https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
- https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Confidence,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Rule,
    Severity,
    Statement,
    accounts_named,
    has_symbol,
    if_sure,
    is_open,
    roles_using,
    wholly_named,
)

_ANYONE = "*"
_USE = (
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:CreateGrant",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement that opens a key to foreign accounts."""
    for key in facts.graph.of_type("kms:key"):
        home = _home(key, facts)
        for statement in facts.statements_of(key.policy):
            foreign = tuple(each for each in _foreign(statement, key, facts) if each != home)
            if foreign:
                sure = foreign == (_ANYONE,) or not any(map(has_symbol, (home, *foreign)))
                yield RULE.finding(
                    f"every principal of {', '.join(map(facts.account_name, foreign))} may use `{key.place}`",
                    at=statement.span,
                    says="a whole account, not a role",
                    account=key.account,
                    severity=None if sure else Severity.MEDIUM,
                    confidence=None if sure else Confidence.LOW,
                    fix=Fix(
                        "name the roles that need the key",
                        if_sure(sure=sure),
                        wholly_named(statement, roles_using(statement, foreign, facts)),
                    ),
                )


def _home(key: Resource, facts: Facts) -> str:
    """The account of the key: where that is unknown, the only one that may write the key's policy."""
    writing = {
        account
        for statement in facts.statements_of(key.policy)
        if statement.effect is Effect.ALLOW and facts.covers(statement, "kms:PutKeyPolicy")
        for account in accounts_named(statement, facts)
    } - {_ANYONE}
    return writing.pop() if has_symbol(key.account) and len(writing) == 1 else key.account


def _foreign(statement: Statement, key: Resource, facts: Facts) -> Iterator[str]:
    """The other accounts that a statement lets in as a whole."""
    if statement.effect is not Effect.ALLOW:
        return
    uses = tuple(action for action in _USE if facts.covers(statement, action))
    for account in dict.fromkeys(accounts_named(statement, facts)) if uses else ():
        if account != key.account and any(
            is_open(account, use, key.arn, statement, facts) for use in uses
        ):
            yield account


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES)
