"""The access path of one pipeline action, or what stands in for one: its requests, decided in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..graph.access_graph import AccessGraph
from ..graph.action_run import ActionRun
from ..graph.step import Start, Step
from ..iam.decision import Decision, Verdict
from ..refusals.no_such_role import namesakes_in
from .access_path import AccessPath, Hop
from .answers import Answers
from .decide import by_whom
from .follow import followed
from .objects import Objects


def path_of(
    run: ActionRun,
    made: Iterable[Step | Start],
    objects: Objects,
    answers: Answers,
    started: set[str],
) -> AccessPath:
    """What comes of these requests and of all that they set going, whose ARNs `started` is filled with."""
    steps = iter(followed(made, run.graph, objects, started))
    hops: list[Hop] = []
    optional: list[Hop] = []
    beyond: list[Hop] = []
    for asked in steps:
        step = by_whom(asked, run.graph)
        hop = Hop(step, _as_supposed(step, answers.of(step)))
        (optional if step.optional else hops).append(hop)
        if any(namesakes_in(step, run.graph)):
            beyond = [_as_if(further, run.graph, answers) for further in steps]
    return AccessPath(
        run.pipeline, run.stage, run.action, tuple(hops), tuple(optional), tuple(beyond)
    )


def _as_supposed(step: Step, found: Decision) -> Decision:
    """The decision, which is open where the request may never be made."""
    if step.supposing is None or not found.verdict.denied:
        return found
    return replace(
        found,
        verdict=Verdict.UNKNOWN,
        denied_by=None,
        depends_on=(step.supposing,),
        reason=f"as {step.supposing} turns out: {found.reason}",
    )


def _as_if(step: Step, graph: AccessGraph, answers: Answers) -> Hop:
    """The hop, made by the role that has the name where the ARN says another path."""
    for arn, role in namesakes_in(step, graph):
        if arn == step.principal:
            step = replace(step, principal=role.arn)
    return Hop(step, answers.of(step))
