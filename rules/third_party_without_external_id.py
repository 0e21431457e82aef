"""
A role trusts an account outside the configuration without an external id.

## Why
A supplier works for many customers with one account of its own. Whoever tells the supplier to use
your role's ARN, which is no secret, gets at your account through it: the confused deputy. An
external id that the supplier gives each customer, and that the role asks for, keeps them apart.

An account that is not configured may be your own: the confidence is medium, and configuring it
ends the finding. Roles of services are `service-role-trusts-foreign-account`'s matter.

## Instead
Add `StringEquals: {sts:ExternalId: "<the id that the supplier gave you>"}`, or configure the account
if it is yours.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html

Peers: Cloud Custodian, `cross-account` with external ids.
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Abroad,
    Arn,
    Confidence,
    Effect,
    Facts,
    Finding,
    Fix,
    Kind,
    Role,
    Rule,
    Severity,
    Statement,
    Supposition,
    Tier,
    is_aws_account,
    is_by,
    outsider,
    services_of,
)

_ASSUME = "sts:AssumeRole"
_OF_PEOPLE = ("aws:multifactorauth", "aws:principalorg")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement, where accounts are configured at all."""
    for role in facts.graph.roles.values() if facts.graph.accounts else ():
        if services_of(role):
            continue
        for statement in facts.statements_of(role.trust):
            suppliers = tuple(dict.fromkeys(_suppliers(statement, role, facts)))
            if suppliers:
                yield RULE.finding(
                    f"`{facts.name_of(role.arn)}` trusts `{'`, `'.join(suppliers)}`, which is not"
                    " configured, without an external id",
                    at=statement.span,
                    says="whoever the supplier works for may come as it",
                    account=role.account,
                    fix=Fix("ask for `sts:ExternalId`, or configure the account if it is yours"),
                )


def _suppliers(statement: Statement, role: Role, facts: Facts) -> Iterator[str]:
    """The accounts that nobody configured and that get in with no external id."""
    if statement.effect is not Effect.ALLOW or not facts.covers(statement, _ASSUME):
        return
    for entry in facts.principals(statement):
        arn = Arn.parse(entry.text)
        account = arn.account if arn else entry.text
        is_id = account.isdecimal() and len(account) == 12
        if not is_id or account in (role.account, *facts.graph.accounts) or is_aws_account(account):
            continue
        who = entry.text if arn and arn.resource != "root" else account
        decision = outsider(who, _ASSUME, role.arn, facts, absent=frozenset({"sts:externalid"}))
        if is_by(statement, decision) and not facts.turns_on(decision, *_OF_PEOPLE):
            yield account


RULE = Rule(
    check,
    severity=Severity.MEDIUM,
    kind=Kind.EXPOSES,
    confidence=Confidence.MEDIUM,
    tier=Tier.STRICT,
    supposes=(Supposition(frozenset({"organizations:account"}), abroad=Abroad.ANYBODY),),
)
