"""
A policy of one stack names a role of another, which needs the first stack to be there already.

## Why
AWS looks up every role that a bucket policy, key policy or trust policy names, and refuses the policy while one
is not there ("Invalid principal in policy"). Where the stack with the role needs the bucket or key first,
neither can be made in an empty account. It works where both were deployed in turns, with less in the first
turn, and fails when somebody sets up the next environment.

## Instead
Let the policy name the account with a condition on `aws:PrincipalArn`, which is not looked up, or make the
roles in a stack of their own before both. Where stacks are deployed in turns on purpose, accept it.

## Sources
- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
- https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Circle,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Rule,
    Severity,
    Tier,
    circles,
    shown,
    stack_of,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each two stacks, at the first principal, the others as evidence."""
    found: dict[frozenset[str], list[Circle]] = {}
    for circle in circles(facts):
        stacks = frozenset({stack_of(circle.holding.holder), stack_of(circle.role)})
        found.setdefault(stacks, []).append(circle)
    for those in found.values():
        yield _finding(those, facts)


def _finding(those: list[Circle], facts: Facts) -> Finding:
    first, *others = {circle.entry.span: circle for circle in those}.values()
    here, there = stack_of(first.holding.holder), stack_of(first.role)
    places = {each.entry.span: "looked up as well" for each in others}
    places.setdefault(first.because.span, f"stack `{there}` needs `{shown(first.because.text)}`")
    return RULE.finding(
        f"stack `{here}` names `{facts.name_of(first.role.arn)}` of stack `{there}`, which needs `{here}`"
        " to be there first",
        at=first.entry.span,
        says="looked up when the policy is made",
        evidence=(Evidence(at, says) for at, says in places.items()),
        account=first.holding.holder.account,
        fix=Fix("name the account, with a condition on `aws:PrincipalArn`"),
    )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.BLOCKS, tier=Tier.STRICT)
