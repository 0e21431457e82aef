"""
A model is registered in a group of the account's own, where a shared group of that name lets it in.

## Why
`ModelPackageGroupName` takes a name or an ARN, and a name is one of the caller's own account. The registration
succeeds: the version is there, in the wrong account, where nobody approves it and no deployment looks for it. A
group of that name is made on the way where there is none.

## Instead
Give the ARN of the shared group: `arn:aws:sagemaker:REGION:ACCOUNT:model-package-group/NAME`.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-version.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Evidence,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Resource,
    Rule,
    Severity,
    Span,
    shown,
    twins_registered_into,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each account that registers in its own group, and group that is shared."""
    found: dict[tuple[str, str], tuple[Resource, dict[Span, Hop]]] = {}
    for hop, group in twins_registered_into(facts):
        _, hops = found.setdefault((hop.step.account, group.arn), (group, {}))
        hops.setdefault(hop.step.span, hop)
    for (account, _), (group, hops) in found.items():
        yield _finding(account, group, list(hops), facts)


def _finding(account: str, group: Resource, places: list[Span], facts: Facts) -> Finding:
    first, *others = places
    says = "registered by the name of the group"
    return RULE.finding(
        f"`{shown(group.name)}` is a group of {facts.account_name(account)} here, and"
        f" {facts.account_name(group.account)} shares one of that name",
        at=first,
        says=says,
        evidence=(
            *(Evidence(span, says) for span in others),
            Evidence(group.span, "the group that is shared"),
        ),
        account=account,
        fix=Fix(f"give `{shown(group.arn)}` as `ModelPackageGroupName`"),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
