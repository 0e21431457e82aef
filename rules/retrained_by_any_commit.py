"""
A commit that is meant for another pipeline trains a model as well.

## Why
Two pipelines build the same branch of one repository, and a rule starts the one that trains for
every commit to it: events of CodeCommit do not say which files were changed. Whoever changes how a
model is deployed waits, and pays, for a training that changes nothing; and a model that was approved
is followed by one that nobody asked for.

## Instead
Keep training code and deployment configuration in repositories of their own; or let the rule start
something that looks at the files first.

## Sources
- https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
- https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html
"""

from collections.abc import Iterator

from xacct_guard.rule import (
    UNINTENDED,
    CommitRule,
    Evidence,
    Facts,
    Finding,
    Fix,
    Kind,
    Pipeline,
    Rule,
    Severity,
    Tier,
    code_sources,
    commit_rules,
    setting,
    shown,
)

_TRAINS = frozenset(
    {
        *("sagemaker:CreateTrainingJob", "sagemaker:CreateHyperParameterTuningJob"),
        *("sagemaker:CreateAutoMLJob", "sagemaker:CreateAutoMLJobV2"),
    }
)
_MOST = 3
"""So many of the other pipelines are named."""
_WHAT = ("RepositoryName", "BranchName")
_Code = tuple[str | None, ...]


def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each rule that starts a pipeline which trains."""
    built: dict[_Code, dict[str, Pipeline]] = {}
    for pipeline in facts.graph.pipelines:
        for source in code_sources(pipeline):
            code = (pipeline.account, pipeline.region, *(setting(source, each) for each in _WHAT))
            built.setdefault(code, {})[pipeline.arn] = pipeline
    training = {
        path.pipeline.arn
        for path in facts.paths
        for hop in (*path.hops, *path.beyond)
        if hop.step.action in _TRAINS
    }
    for rule in commit_rules(facts):
        where = (rule.pipeline.account, rule.pipeline.region)
        code = (*where, *(setting(rule.source, each) for each in _WHAT))
        others = [each for arn, each in built.get(code, {}).items() if arn not in training]
        if rule.pipeline.arn in training and others:
            yield _finding(rule, others)


def _finding(rule: CommitRule, others: list[Pipeline]) -> Finding:
    named = others[:_MOST]
    names = ", ".join(f"`{shown(each.name)}`" for each in named)
    names += f" and {len(others) - _MOST} more" if len(others) > _MOST else ""
    return RULE.finding(
        f"a commit for {names} starts `{shown(rule.pipeline.name)}` as well, which trains",
        at=rule.rule.span,
        says="takes every commit to the branch",
        evidence=tuple(Evidence(each.span, "builds the same branch") for each in named),
        account=rule.rule.account,
        fix=Fix("keep what is deployed in a repository of its own"),
    )


RULE = Rule(check, severity=Severity.INFO, kind=Kind.HYGIENE, tier=Tier.AUDIT, supposes=UNINTENDED)
