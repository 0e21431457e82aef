"""What one pipeline action, or one part of a flow, asks for: the requests its own text makes."""

from __future__ import annotations

from dataclasses import replace

from ..actions import provider_of
from ..artifacts import out_of_place
from ..declared import made_by
from ..definitions.flow import FlowPath
from ..graph.access_graph import AccessGraph
from ..graph.action_run import ActionRun
from ..graph.caller import Caller
from ..graph.step import Step, Steps
from ..iam.arn import Arn
from ..services.codepipeline import SERVICE_ROLE, take_on_roles
from .initiators import Triggers, triggers

_NOT_SAID = frozenset(
    {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:principaltag/*"}
)


def of_action(run: ActionRun, begun: Triggers) -> Steps:
    """What starts the pipeline, the roles CodePipeline takes on, and what the action's provider asks."""
    if run.action in run.pipeline.stages[0].actions:
        yield from triggers(begun.get(run.pipeline.arn, ()), run.graph)
    yield from take_on_roles(run)
    yield from _provided(run)


def _provided(run: ActionRun) -> Steps:
    provider, action = provider_of(run.action), run.action
    if provider is not None:
        why = out_of_place(run)
        yield from provider.steps(run) if why is None else _refused(provider.steps(run), why)
        return
    what = f"what the {action.category} action of {action.owner} {action.provider} asks for"
    yield run.caller.unknown(f"run {action.provider}", what, SERVICE_ROLE)


def _refused(steps: Steps, why: str) -> Steps:
    """The first request of an action that cannot be where it is; nothing of it comes to pass."""
    for step in steps:
        if isinstance(step, Step):
            yield replace(step, cannot=why)
            return


def of_flow(path: FlowPath, graph: AccessGraph) -> Steps:
    """The requests of one path of a flow.

    Whether a person came with a second factor, nobody said, nor whether a session has other tags than told.
    """
    arn = Arn.parse(path.principal)
    account = (arn.account if arn else "") or path.pipeline.account
    region, span = path.action.region, path.action.span
    caller = Caller(path.principal, account, region, span, graph, path.stand)
    for step in made_by(path.steps, caller, path.before):
        yield replace(step, unknown=step.unknown | _NOT_SAID) if isinstance(step, Step) else step
