"""
A key policy lets a whole foreign account use the key.

## Why
A principal that ends in `:root` stands for the account: every role and user there may use the
key as soon as its own account lets it, without the key's owner being asked again. A key that is
meant for a pipeline's roles can then decrypt for anybody over there.

## Instead
List the ARNs of the roles that need the key (deploy the roles first), or keep the account and
add a condition on `aws:PrincipalArn`.

## Sources
- https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
"""

from collections.abc import Iterator

from xacct_guard.rule import Effect, Facts, Finding, Fix, Kind, Resource, Rule, Severity, Statement

_USE = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:CreateGrant")
_NARROWS = frozenset({"aws:principalarn", "aws:principaltag", "aws:userid"})


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement that opens a key to foreign accounts."""
    for key in facts.graph.of_type("kms:key"):
        for statement in key.policy.statements if key.policy else ():
            foreign = _foreign(statement, key, facts)
            if foreign and statement.effect is Effect.ALLOW and _uses(statement, facts):
                yield RULE.finding(
                    f"every principal of {', '.join(foreign)} may use `{key.place}`",
                    at=statement.span,
                    says="a whole account, not a role",
                    account=key.account,
                    fix=Fix("name the roles that need the key"),
                )


def _foreign(statement: Statement, key: Resource, facts: Facts) -> tuple[str, ...]:
    if any(c.key.lower().partition("/")[0] in _NARROWS for c in statement.conditions):
        return ()
    accounts = (facts.account_of(written) for written in facts.principals(statement))
    found = dict.fromkeys(a for a in accounts if a is not None and a != key.account)
    return tuple(map(facts.account_name, found))


def _uses(statement: Statement, facts: Facts) -> bool:
    return any(facts.covers(statement, action) for action in _USE)


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.EXPOSES)
