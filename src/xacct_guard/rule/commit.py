"""CommitRule: an EventBridge rule that starts a pipeline when a repository of CodeCommit changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..graph.model import Resource
from ..graph.pipeline import Action, Pipeline
from ..span import Node
from .facts import Facts, fact


@dataclass(frozen=True, slots=True)
class CommitRule:
    """A rule, the pipeline that is its target, and the source action whose repository it speaks of."""

    rule: Resource
    pipeline: Pipeline
    source: Action
    pattern: Node

    @property
    def branches(self) -> tuple[Node, ...]:
        """The branches whose commits it takes; none where it takes those of every branch."""
        found = self.pattern.get("detail", "referenceName")
        return found.items if found else ()


@fact
def commit_rules(facts: Facts) -> tuple[CommitRule, ...]:
    """Every rule that is switched on, with each pipeline that commits start by it.

    codepipeline/latest/userguide/triggering.html
    """
    pipelines = {pipeline.arn: pipeline for pipeline in facts.graph.pipelines}
    return tuple(
        CommitRule(rule, pipeline, source, pattern)
        for rule in facts.graph.of_type("events:rule")
        if (pattern := rule.facts.get("pattern")) is not None and _is_on(rule)
        for pipeline in _started(rule, pipelines)
        for source in code_sources(pipeline)
        if _speaks_of(pattern, source)
    )


def code_sources(pipeline: Pipeline) -> Iterator[Action]:
    """The source actions of a pipeline that fetch from CodeCommit."""
    for stage in pipeline.stages:
        for action in stage.actions:
            if action.category == "Source" and action.provider == "CodeCommit":
                yield action


def setting(action: Action, name: str) -> str | None:
    """The text of a member of an action's configuration."""
    node = action.configuration.get(name)
    return node.text if node else None


def _is_on(rule: Resource) -> bool:
    state = rule.facts.get("state")
    return state is None or state.text != "DISABLED"


def _started(rule: Resource, pipelines: dict[str, Pipeline]) -> Iterator[Pipeline]:
    targets = rule.facts.get("targets")
    named = (target.text_at("Arn") or "" for target in (targets.items if targets else ()))
    yield from (pipelines[arn] for arn in dict.fromkeys(named) if arn in pipelines)


def _speaks_of(pattern: Node, source: Action) -> bool:
    """Is it the source's repository of which the pattern speaks, or every one?"""
    services, named = pattern.get("source"), pattern.get("resources")
    if services is None or "aws.codecommit" not in {each.text for each in services.items}:
        return False
    repository = setting(source, "RepositoryName")
    names = {(each.text or "").rpartition(":")[2] for each in named.items} if named else None
    return names is None or repository in names
