"""
No pipeline starts a build that only a pipeline can start.

## Why
A CodeBuild project with the source `CODEPIPELINE` gets its source from a pipeline, and cannot be started
by anything else. Where no action names it, its image is never built or its tests never run, and what the
later stages use is whatever somebody pushed by hand.

The pipeline may be defined somewhere that was not given here: the confidence is medium.

## Instead
Add a build action with the project's name to the pipeline, or remove the project.

## Sources
- https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    Abroad,
    Confidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Resource,
    Rule,
    Severity,
    Supposition,
    Tier,
    Truth,
    has_symbol,
    match,
    shown,
)

_STARTS = frozenset({"codebuild:StartBuild", "codebuild:StartBuildBatch"})


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each project, where a pipeline of its account is known."""
    started = {hop.step.resource for hop in facts.hops if hop.step.action in _STARTS}
    anything = tuple(filter(has_symbol, started))
    with_pipelines = {pipeline.account for pipeline in facts.graph.pipelines}
    for project in facts.graph.of_type("codebuild:project"):
        if project.arn in started or project.account not in with_pipelines:
            continue
        if _is_of_pipelines(project) and all(match(project.arn, a) is Truth.NO for a in anything):
            yield RULE.finding(
                f"no pipeline starts `{shown(project.name)}`, and nothing else can",
                at=project.span,
                says="takes its source from a pipeline",
                account=project.account,
                fix=Fix("add a build action that names it, or remove it"),
            )


def _is_of_pipelines(project: Resource) -> bool:
    source = project.facts.get("source")
    return source is not None and source.text_at("Type") == "CODEPIPELINE"


RULE = Rule(
    check,
    severity=Severity.LOW,
    kind=Kind.BLOCKS,
    confidence=Confidence.MEDIUM,
    tier=Tier.STRICT,
    supposes=(
        Supposition(frozenset({"codepipeline:pipeline"}), is_said=False, abroad=Abroad.GUESTS),
    ),
)
