"""
An account id that is read as a number.

## Why
An account id is twelve digits, and some begin with a zero. A number has no leading zeros: a spreadsheet,
a script or YAML takes them away, and what is left names no account. CloudFormation reads a template as
YAML 1.1, where an unquoted `012345670123` is even an octal number; Terraform takes the zero
away. The trust is then refused, or the condition is never met.

## Instead
Write all twelve digits, in quotes.

## Sources
- https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
- https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
- https://developer.hashicorp.com/terraform/language/expressions/types
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Edit,
    Facts,
    Finding,
    Fix,
    Kind,
    MisreadAccount,
    Put,
    Rule,
    Severity,
    Written,
    respelled,
    standing,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each place."""
    for account in facts.graph.misread:
        yield RULE.finding(
            _message(account),
            at=account.span,
            says="an account id has twelve digits",
            fix=Fix(
                f'write `"{account.meant}"`, in quotes',
                edits=_edits(account),
            ),
        )


def _edits(account: MisreadAccount) -> tuple[Edit, ...]:
    """The number in quotes, or the digit that is missing in a text."""
    found = standing(account.span)
    if found is not None and isinstance(found.node.value, str):
        return respelled(Written(account.text, account.span), account.meant)
    return (Put(account.span, account.meant),) if account.is_alone else ()


def _message(account: MisreadAccount) -> str:
    if account.read_as is None:
        return f"the account id `{account.text}` has eleven digits: its leading zero is lost"
    return (
        f"the account id `{account.text}` is not in quotes: "
        f"{account.reader} reads the number {account.read_as}"
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
