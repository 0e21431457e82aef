"""
The policy of a model package group lets others in and names only the group, none of its versions.

## Why
A version has an ARN of its own, `model-package/GROUP/NUMBER`. `sagemaker:DescribeModelPackage`,
`CreateModelPackage` or `UpdateModelPackage` on `model-package-group/GROUP` never match, so whoever registers or
deploys from another account is refused though the policy seems to let them in. One that lets others look at the
group alone gives them no model either: there the confidence is medium.

## Instead
Name `…:model-package/GROUP/*` in the statement, and keep the group's ARN for what works on the group, as
`sagemaker:DescribeModelPackageGroup`.

## Sources
- https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-version.html
- https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy-xaccount.html
"""

from collections.abc import Iterator
from itertools import islice

from xacct_guard.rule import (
    Arn,
    Confidence,
    Edit,
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
    alike,
    is_of_versions,
    may_overlap_as_arns,
    shown,
    widened,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each statement that lets nobody work on a version."""
    for group in facts.graph.of_type("sagemaker:model-package-group"):
        versions = group.arn.replace(":model-package-group/", ":model-package/", 1) + "/*"
        allows = [s for s in facts.statements_of(group.policy) if s.effect is Effect.ALLOW]
        for statement in allows:
            actions = _of_versions(statement)
            if actions and not _names(versions, statement):
                yield _finding(actions, versions, statement, group, facts)
        if not any(_of_versions(each) or _names(versions, each) for each in allows):
            abroad = (each for each in allows if _is_for_others(each, group, facts))
            yield from (_of_the_group(versions, each, group) for each in islice(abroad, 1))


def _of_versions(statement: Statement) -> list[str]:
    return [each.text for each in statement.actions if is_of_versions(each.text)]


def _is_for_others(statement: Statement, group: Resource, facts: Facts) -> bool:
    arns = (Arn.parse(each.text) for each in facts.principals(statement))
    return any(arn is not None and arn.account != group.account for arn in arns)


def _of_the_group(versions: str, statement: Statement, group: Resource) -> Finding:
    entry = statement.resources[0]
    return RULE.finding(
        f"others may look at the group `{shown(group.name)}`, and at none of its versions",
        at=entry.span,
        says=f"a version is `{shown(versions)}`",
        account=group.account,
        confidence=Confidence.MEDIUM,
        fix=Fix(
            f"let them `sagemaker:DescribeModelPackage` and `sagemaker:CreateModel` on"
            f" `{shown(versions)}`",
            at=entry.span,
        ),
    )


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
        fix=Fix(
            f"name `{shown(versions)}`", edits=_edits(versions, statement, group), at=entry.span
        ),
        explains=broken,
    )


def _edits(versions: str, statement: Statement, group: Resource) -> tuple[Edit, ...]:
    """The versions beside the group, written as the group is."""
    for entry in statement.resources:
        if entry.text == group.arn and (value := alike(entry, versions)) is not None:
            return widened(statement, "Resource", value)
    return ()


def _broken(actions: list[str], versions: str, facts: Facts) -> Iterator[Hop]:
    """The denied hops on versions of the group that ask for one of the actions."""
    wanted = {each.lower() for each in actions}
    for hop in facts.hops:
        asked, home = hop.step.action.lower(), versions.removesuffix("*")
        if hop.decision.verdict.denied and asked in wanted and hop.step.resource.startswith(home):
            yield hop


RULE = Rule(check, severity=Severity.MEDIUM, kind=Kind.BLOCKS)
