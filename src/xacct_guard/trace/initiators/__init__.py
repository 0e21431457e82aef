"""What begins by itself, beside pipelines and flows: one file per kind of initiator.

A file exports `INITIATOR`. Each thing that it finds (a target of a rule, a subscription) is traced as a path
of its own, unless what it starts is a pipeline of the estate: then it is told where the pipeline begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ... import catalogue
from ...graph.access_graph import AccessGraph
from ...graph.action_run import ActionRun
from ...graph.model import Resource
from ...graph.pipeline import Action, Pipeline, Stage
from ...graph.step import Step, Steps
from ...iam.symbol import shown
from ...span import Span


@dataclass(frozen=True, slots=True)
class Initiation:
    """Something that is set going: by what (`by`), called what, and the requests that it takes.

    `kind` names the sort of initiator to a person; `target` is the ARN of what is started, where it is known.
    """

    by: Resource
    kind: str
    name: str
    span: Span
    steps: Callable[[AccessGraph], Steps]
    target: str = ""


Triggers = Mapping[str, tuple[Initiation, ...]]


@dataclass(frozen=True, slots=True)
class Initiator:
    """A kind of initiator; `found` gives everything of the kind that an estate has."""

    found: Callable[[AccessGraph], Iterable[Initiation]]


@cache
def _initiators() -> tuple[Initiator, ...]:
    return catalogue.entries(__name__, "INITIATOR")


def initiations(graph: AccessGraph) -> Iterator[Initiation]:
    """Everything in the estate that begins by itself, kind by kind."""
    for initiator in _initiators():
        yield from initiator.found(graph)


def by_target(every: Iterable[Initiation]) -> Triggers:
    """What sets each thing going, by the ARN of what is started."""
    found: dict[str, list[Initiation]] = {}
    for each in every:
        found.setdefault(each.target, []).append(each)
    return {arn: tuple(those) for arn, those in found.items()}


def triggers(those: Iterable[Initiation], graph: AccessGraph) -> Iterator[Step]:
    """The requests of everything that starts one thing."""
    for each in those:
        yield from (step for step in each.steps(graph) if isinstance(step, Step))


def stand_ins(
    every: Iterable[Initiation], graph: AccessGraph
) -> Iterator[tuple[Initiation, ActionRun]]:
    """Each with the pipeline action it is reported as: those of one initiator make up a stage."""
    grouped: dict[str, list[Initiation]] = {}
    for each in every:
        grouped.setdefault(each.by.arn, []).append(each)
    for those in grouped.values():
        actions = tuple(_actions(those))
        by, kind = those[0].by, those[0].kind
        stage = Stage(kind, actions, by.span)
        pipeline = Pipeline(
            name=by.name,
            account=by.account,
            region=by.region,
            role_arn="",
            role_span=by.span,
            stores={},
            stages=(stage,),
            span=by.span,
            place=f"{by.place} ({kind})",
        )
        for each, action in zip(those, actions, strict=True):
            yield each, ActionRun(pipeline, stage, action, graph)


def _actions(those: list[Initiation]) -> Iterator[Action]:
    """An action each; names that two would share are numbered."""
    seen: dict[str, int] = {}
    for each in those:
        seen[each.name] = count = seen.get(each.name, 0) + 1
        name = shown(each.name) + (f" ({count})" if count > 1 else "")
        yield Action(name, "Flow", "Custom", each.kind, each.by.region, each.span)
