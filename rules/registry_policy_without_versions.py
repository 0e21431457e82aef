"""
The policy of a model package group lets others work on its versions and names only the group.

## Why
A version has an ARN of its own, `model-package/GROUP/NUMBER`. `sagemaker:DescribeModelPackage`,
`CreateModelPackage` or `UpdateModelPackage` on `model-package-group/GROUP` never match, so whoever registers or
deploys from another account is refused though the policy seems to let them in.

## Instead
Name `…:model-package/GROUP/*` in the statement, and keep the group's ARN for what works on the group, as
`sagemaker:DescribeModelPackageGroup`.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-version.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy-xaccount.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Effect,
    Facts,
    Finding,
    Fix,
    Hop,
    Kind,
    Resource,
    Rule,
    Severity,
    Statement,
    is_of_versions,
    may_overlap_as_arns,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement that lets nobody work on a version."""
    for group in facts.graph.of_type("sagemaker:model-package-group"):
        versions = group.arn.replace(":model-package-group/", ":model-package/", 1) + "/*"
        for statement in facts.statements_of(group.policy):
            actions = [each.text for each in statement.actions if is_of_versions(each.text)]
            if actions and statement.effect is Effect.ALLOW and not _names(versions, statement):
                yield _finding(actions, versions, statement, group, facts)


def _names(versions: str, statement: Statement) -> bool:
    entries = statement.resources
    return not entries or any(may_overlap_as_arns(each.text, versions) for each in entries)


def _finding(
    actions: list[str], versions: str, statement: Statement, group: Resource, facts: Facts
) -> Finding:
    broken = tuple(_broken(actions, versions, facts))
    names = ", ".join(f"`{each}`" for each in actions)
    entry = statement.resources[0]
    return RULE.finding(
        f"{names} on versions of `{shown(group.name)}`: the policy names no version",
        at=entry.span,
        says=f"a version is `{shown(versions)}`",
        account=group.account,
        severity=Severity.HIGH if broken else None,
        fix=Fix(f"name `{shown(versions)}`", at=entry.span),
        explains=broken,
    )


def _broken(actions: list[str], versions: str, facts: Facts) -> Iterator[Hop]:
    """The denied hops on versions of the group that ask for one of the actions."""
    wanted = {each.lower() for each in actions}
    for hop in facts.hops:
        asked, home = hop.step.action.lower(), versions.removesuffix("*")
        if hop.decision.verdict.denied and asked in wanted and hop.step.resource.startswith(home):
            yield hop


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
