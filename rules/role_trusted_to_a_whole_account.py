"""
A role trusts all of another account where one role of it takes it on.

## Why
With `ACCOUNT:root` as its principal a trust policy leaves it to the other account who may come: everybody there
with `sts:AssumeRole` on a wide enough resource may, today and after every change. The role that deploys into an
account is worth most; naming who takes it on makes both sides of the handshake say the same.

Roles that services run as are judged by `service-role-trusts-foreign-account`. A condition in the statement on
who comes, or an external id, is taken for a decision.

## Instead
Name the role that comes: `arn:aws:iam::ACCOUNT:role/NAME`, or keep the account and add a condition on
`aws:PrincipalArn`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNINTENDED,
    Arn,
    Effect,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Role,
    Rule,
    Safety,
    Severity,
    Statement,
    Tier,
    adoptions,
    services_of,
    wholly_named,
)

_NARROWING = (
    "aws:principal",
    "aws:userid",
    "aws:username",
    "sts:externalid",
    "saml:",
    "aws:source",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each trust statement, where those who come are known."""
    for role in facts.graph.roles.values():
        if services_of(role):
            continue
        for statement in facts.statements_of(role.trust):
            for account in _accounts(statement, role, facts):
                comers = sorted(_comers(role, account, facts))
                if comers:
                    yield _finding(statement, role, account, comers, facts)


def _accounts(statement: Statement, role: Role, facts: Facts) -> tuple[str, ...]:
    """The other accounts that the statement trusts as a whole, whoever comes."""
    if statement.effect is not Effect.ALLOW or any(
        condition.key.lower().startswith(_NARROWING) for condition in statement.conditions
    ):
        return ()
    whole = facts.accounts(facts.principals(statement))
    return tuple(dict.fromkeys(each for each in whole if each not in (role.account, "*")))


def _comers(role: Role, account: str, facts: Facts) -> Iterator[str]:
    for principal in adoptions(facts).get(role.arn, ()):
        arn = Arn.parse(principal)
        if arn is not None and arn.account == account and arn.resource.startswith("role/"):
            yield principal


def _finding(
    statement: Statement, role: Role, account: str, comers: list[str], facts: Facts
) -> Finding:
    names = ", ".join(f"`{facts.full_name_of(each)}`" for each in comers)
    first = facts.graph.roles.get(comers[0])
    return RULE.finding(
        f"`{facts.name_of(role.arn)}` trusts all of {facts.account_name(account)}, and {names} alone"
        " takes it on",
        at=statement.span,
        says="trusts the account",
        evidence=(Evidence(first.span, "takes it on"),) if first else (),
        account=role.account,
        fix=Fix(
            f"name {names} as the principal",
            Safety.SAFE,
            wholly_named(statement, {account: comers}),
        ),
    )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.EXPOSES, tier=Tier.STRICT, supposes=UNINTENDED)
