"""
A pipeline takes its source from a bucket that keeps no versions.

## Why
An S3 source action fetches a version of the object, and CodePipeline asks for a bucket that keeps
versions: without, the source action fails (`S3 bucket ... must be versioned`), and the pipeline never
gets to its second stage.

## Instead
Switch versioning on: `VersioningConfiguration: {Status: Enabled}`.

## Sources
- https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/tutorials-simple-s3.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Action,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Rule,
    Severity,
    declared_buckets,
    set_at,
    setting,
    shown,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each source action."""
    declared = {bucket.name: bucket for bucket in declared_buckets(facts)}
    for pipeline in facts.graph.pipelines:
        for stage in pipeline.stages:
            for action in stage.actions:
                bucket = declared.get(setting(action, "S3Bucket") or "")
                is_source = (action.category, action.provider) == ("Source", "S3")
                if is_source and bucket is not None and _keeps_none(bucket):
                    yield _finding(action, bucket, pipeline.name)


def _keeps_none(bucket: Resource) -> bool:
    said = bucket.facts.get("versioning")
    return said is None or said.text == "Suspended"


def _finding(action: Action, bucket: Resource, pipeline: str) -> Finding:
    said = bucket.facts.get("versioning")
    return RULE.finding(
        f"`{shown(pipeline)}` takes its source from `{shown(bucket.name)}`, which keeps no versions",
        at=said.span if said else bucket.span,
        says="keeps no versions",
        evidence=(Evidence(action.span, "asks for a version of the object"),),
        account=bucket.account,
        fix=Fix(
            "switch the bucket's versioning on",
            edits=set_at(
                bucket.span,
                said.span if said else None,
                "Enabled",
                *("VersioningConfiguration", "Status"),
            ),
        ),
    )


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.BLOCKS)
