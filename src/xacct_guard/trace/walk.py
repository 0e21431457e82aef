"""Everything the estate is seen to do, walked once, in the order in which it is reported."""

from __future__ import annotations

from collections.abc import Iterator

from ..definitions.flow import read_flow
from ..graph.access_graph import AccessGraph
from ..graph.action_run import ActionRun
from .access_path import AccessPath
from .answers import Answers
from .asked import of_action, of_flow
from .initiators import Triggers, by_target, initiations, stand_ins
from .objects import Objects
from .path import path_of
from .unstarted import unstarted


def walked(graph: AccessGraph, objects: Objects, answers: Answers) -> tuple[AccessPath, ...]:
    """The paths of pipeline actions, of flows, of what begins by itself (a rule), and of all the rest.

    The rest is what could be started, but is started by none of these.
    """
    started: set[str] = set()
    begun = by_target(initiations(graph))
    paths = [
        *_of_pipelines(graph, objects, answers, started, begun),
        *_of_flows(graph, objects, answers, started),
        *_of_initiators(graph, objects, answers, started),
    ]
    return (*paths, *_of_the_rest(graph, objects, answers, frozenset(started)))


def _of_pipelines(
    graph: AccessGraph, objects: Objects, answers: Answers, started: set[str], begun: Triggers
) -> Iterator[AccessPath]:
    for pipeline in graph.pipelines:
        for stage in pipeline.stages:
            for action in sorted(stage.actions, key=lambda action: action.run_order):
                run = ActionRun(pipeline, stage, action, graph)
                yield path_of(run, of_action(run, begun), objects, answers, started)


def _of_flows(
    graph: AccessGraph, objects: Objects, answers: Answers, started: set[str]
) -> Iterator[AccessPath]:
    """The access paths of what is no pipeline: a person, Jenkins, a workflow elsewhere."""
    for flow in graph.flows:
        for each in read_flow(flow):
            run = ActionRun(each.pipeline, each.stage, each.action, graph)
            yield path_of(run, of_flow(each, graph), objects, answers, started)


def _of_initiators(
    graph: AccessGraph, objects: Objects, answers: Answers, started: set[str]
) -> Iterator[AccessPath]:
    """What begins by itself. What starts a pipeline is told where the pipeline begins."""
    told = {pipeline.arn for pipeline in graph.pipelines}
    others = (each for each in initiations(graph) if each.target not in told)
    for each, run in stand_ins(others, graph):
        yield path_of(run, each.steps(graph), objects, answers, started)


def _of_the_rest(
    graph: AccessGraph, objects: Objects, answers: Answers, started: frozenset[str]
) -> Iterator[AccessPath]:
    """What nothing above starts: whoever may start it, it then does this."""
    found: dict[str, tuple[AccessPath, set[str]]] = {}
    for each, run in stand_ins(unstarted(graph, started), graph):
        below: set[str] = set()
        found[each.target] = path_of(run, each.steps(graph), objects, answers, below), below
    above: dict[str, list[str]] = {}
    for other, (_, below) in found.items():
        for arn in below - {other}:
            above.setdefault(arn, []).append(other)
    first: dict[str, None] = {}
    for arn, (path, below) in found.items():
        # Of those that start each other the first stands for all.
        if all(other in below and other not in first for other in above.get(arn, ())):
            first[arn] = None
            yield path
