"""TRACE: the graph is walked to access paths. Who asks for what, in order, and would AWS allow it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..definitions.flow import read_flow
from ..graph.access_graph import AccessGraph
from ..graph.action_run import ActionRun
from ..graph.step import Start, Step
from .access_path import AccessPath, Hop
from .asked import of_action, of_flow
from .decide import answer, missing
from .follow import followed

__all__ = ["AccessPath", "Hop", "answer", "missing", "trace"]


def trace(graph: AccessGraph) -> tuple[AccessPath, ...]:
    """The access path of every pipeline action, and of every flow, of the estate."""
    runs = (
        ActionRun(pipeline, stage, action, graph)
        for pipeline in graph.pipelines
        for stage in pipeline.stages
        for action in sorted(stage.actions, key=lambda action: action.run_order)
    )
    of_pipelines = (_path(run, of_action(run)) for run in runs)
    return (*of_pipelines, *_of_flows(graph))


def _of_flows(graph: AccessGraph) -> Iterator[AccessPath]:
    """The access paths of what is no pipeline: a person, Jenkins, a workflow elsewhere."""
    for flow in graph.flows:
        for each in read_flow(flow):
            run = ActionRun(each.pipeline, each.stage, each.action, graph)
            yield _path(run, of_flow(each, graph))


def _path(run: ActionRun, made: Iterable[Step | Start]) -> AccessPath:
    steps = iter(followed(made, run.graph))
    hops: list[Hop] = []
    optional: list[Hop] = []
    beyond: list[Hop] = []
    for step in steps:
        gone = missing(step, run.graph)
        hop = Hop(step, gone or answer(step, run.graph))
        (optional if step.optional else hops).append(hop)
        if gone is not None:
            beyond = [_as_if(further, run.graph) for further in steps]
    return AccessPath(
        run.pipeline, run.stage, run.action, tuple(hops), tuple(optional), tuple(beyond)
    )


def _as_if(step: Step, graph: AccessGraph) -> Hop:
    """The hop, made by the role that has the name where the ARN says another path."""
    if step.principal not in graph.roles and ":role/" in step.principal:
        for role in graph.namesakes(step.principal):
            step = replace(step, principal=role.arn)
    return Hop(step, missing(step, graph) or answer(step, graph))
