"""
A bucket that objects are written into goes when its stack goes.

## Why
CloudFormation deletes a bucket with its stack, or when a change replaces it, unless the template says
otherwise; and S3 deletes no bucket with objects in it. So deleting the stack fails half-way, usually at the
artifact bucket, and what is left has to be emptied by hand. Emptied by somebody in a hurry, the models
and data are gone.

## Instead
`DeletionPolicy: Retain`, and `UpdateReplacePolicy: Retain`. For an estate that comes and goes: empty the
bucket by a custom resource, as `autoDeleteObjects` of the CDK does.

## Sources
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Add,
    Edit,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Put,
    Resource,
    Rule,
    Severity,
    Tier,
    declared_buckets,
    shown,
    standing,
    stores,
    writes,
)

_EMPTIED = "aws-cdk:auto-delete-objects"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each bucket of a template that something is seen to write to."""
    for bucket in declared_buckets(facts):
        said = bucket.facts.get("deletion_policy")
        is_of_template = bucket.span.route[:1] == ("Resources",)
        if is_of_template and (said is None or said.text == "Delete") and not _is_emptied(bucket):
            written = writes(facts).get(bucket.arn, ())
            if written or bucket.name in stores(facts):
                yield _finding(bucket, tuple(Evidence(h.step.span, "written to") for h in written))


def _is_emptied(bucket: Resource) -> bool:
    tags = bucket.facts.get("tags")
    return any(tag.text_at("Key") == _EMPTIED for tag in (tags.items if tags else ()))


def _finding(bucket: Resource, written: tuple[Evidence, ...]) -> Finding:
    said = bucket.facts.get("deletion_policy")
    return RULE.finding(
        f"`{shown(bucket.name)}` is deleted with its stack, which fails once there are objects in it",
        at=said.span if said else bucket.span,
        says="deleted with the stack" if said else "has no `DeletionPolicy`, and is deleted",
        evidence=written[:1],
        severity=None if said else Severity.INFO,
        account=bucket.account,
        fix=Fix(
            "write `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain`",
            edits=_edits(bucket),
        ),
    )


def _edits(bucket: Resource) -> tuple[Edit, ...]:
    """Both, each where it stands already or beside the resource's type."""
    found = standing(bucket.span)
    if found is None or found.node.text_at("Type") is None:
        return ()
    held = {name: found.node.get(name) for name in ("DeletionPolicy", "UpdateReplacePolicy")}
    return tuple(
        Put(node.span, "Retain") if node else Add(bucket.span, "Retain", name)
        for name, node in held.items()
    )


RULE = Rule(check, severity=Severity.LOW, kind=Kind.BLOCKS, tier=Tier.AUDIT)
