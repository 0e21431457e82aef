"""
A policy names a resource of an account that the configuration does not know.

## Why
An account id that was left in from somebody else's template or from an account that is gone gives a permission
on what nobody here owns: mostly it does nothing, and whoever holds the account may one day make the resource.

Accounts in which AWS keeps images for everybody are known. Principals are judged by other rules.

## Instead
Write `${AWS::AccountId}`, take the ARN from where the resource is made, or list the account under `accounts:`.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
- https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Abroad,
    Arn,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Span,
    Statement,
    Supposition,
    Tier,
    Written,
    file_of,
    holdings,
    is_registry,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each account and file, at the first place."""
    known = facts.graph.accounts
    found: dict[tuple[str, str], dict[Span, Written]] = {}

    def is_strange(arn: Arn) -> bool:
        return arn.account.isdecimal() and arn.account not in known

    for holding in holdings(facts).naming(is_strange) if known else ():
        for written in _named(holding.statement):
            account = _account(written.text)
            if account and account not in known and not is_registry(account):
                file = file_of(written.span)
                found.setdefault((account, file), {}).setdefault(written.span, written)
    for (account, _), those in found.items():
        first, *others = those
        yield RULE.finding(
            f"`{account}` is no account of the configuration",
            at=first,
            says="a resource of that account",
            evidence=(Evidence(span, "and here") for span in others),
            fix=Fix("write `${AWS::AccountId}`, or list the account under `accounts:`"),
        )


def _named(statement: Statement) -> Iterator[Written]:
    yield from (*statement.resources, *statement.not_resources)
    for condition in statement.conditions:
        if condition.key.lower() in ("aws:sourcearn", "kms:encryptioncontext:aws:s3:arn"):
            yield from condition.values


def _account(text: str) -> str:
    arn = Arn.parse(text)
    is_layer = arn is not None and arn.service == "lambda" and arn.resource.startswith("layer:")
    is_id = arn is not None and len(arn.account) == 12 and arn.account.isdecimal()
    return arn.account if arn is not None and is_id and not is_layer else ""


RULE = Rule(
    check,
    severity=Severity.INFO,
    kind=Kind.HYGIENE,
    tier=Tier.AUDIT,
    supposes=(Supposition(frozenset({"organizations:account"}), abroad=Abroad.ANYBODY),),
)
