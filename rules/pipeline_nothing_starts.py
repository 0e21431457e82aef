"""
Nothing starts a pipeline when its source changes.

## Why
With `PollForSourceChanges: false` CodePipeline does not look at the repository or bucket by itself,
and an ECR source is never looked at: an EventBridge rule has to start the pipeline. The console
makes that rule beside the pipeline; a template, the CLI and Terraform do not. A commit or upload is
then followed by nothing, and nobody is told.

A rule that is switched off, or in files that are not given here, looks the same: the confidence is medium.

## Instead
Add an EventBridge rule on the source with the pipeline for its target, and a role that may do
`codepipeline:StartPipelineExecution` on it. What is started by hand on purpose: ignore this.

## Sources
- https://docs.aws.amazon.com/codepipeline/latest/userguide/PollForSourceChanges-defaults.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/create-cwe-ecr-source.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    STARTERS,
    UNINTENDED,
    Action,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Pipeline,
    Rule,
    Severity,
    Span,
    Supposition,
    Truth,
    has_symbol,
    match,
    setting,
    shown,
)

_START = "codepipeline:StartPipelineExecution"
_POLLED = frozenset({"CodeCommit", "S3"})


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each pipeline, at the first source that waits to be told."""
    started = {hop.step.resource for hop in facts.hops if hop.step.action == _START}
    anything = tuple(filter(has_symbol, started))
    for pipeline in facts.graph.pipelines:
        sources = tuple(_sources(pipeline))
        if pipeline.arn in started or not sources or not all(map(_waits, sources)):
            continue
        if all(match(pipeline.arn, arn) is Truth.NO for arn in anything):
            yield _finding(pipeline, sources)


def _sources(pipeline: Pipeline) -> Iterator[Action]:
    for stage in pipeline.stages:
        yield from (action for action in stage.actions if action.category == "Source")


def _waits(source: Action) -> bool:
    """Is the source one that does not start the pipeline by itself?"""
    if source.owner != "AWS":
        return False
    polls = (setting(source, "PollForSourceChanges") or "true").lower()
    return source.provider == "ECR" or (source.provider in _POLLED and polls == "false")


def _finding(pipeline: Pipeline, sources: tuple[Action, ...]) -> Finding:
    at, *others = map(_place, sources)
    return RULE.finding(
        f"nothing starts `{shown(pipeline.name)}` when its source changes",
        at=at,
        says="it waits to be told of a change",
        evidence=tuple(Evidence(span, "and so does this source") for span in others),
        account=pipeline.account,
        fix=Fix(f"add an EventBridge rule that may start `{shown(pipeline.name)}`"),
    )


def _place(source: Action) -> Span:
    polls = source.configuration.get("PollForSourceChanges")
    return polls.span if polls else source.span


RULE = Rule(
    check,
    severity=Severity.MEDIUM,
    kind=Kind.BLOCKS,
    confidence=Confidence.MEDIUM,
    supposes=(Supposition(STARTERS, is_said=False), *UNINTENDED),
)
