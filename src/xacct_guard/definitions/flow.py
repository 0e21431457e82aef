"""Flows: what somebody does step by step, as paths that are walked like those of a pipeline.

A flow becomes a pipeline of its name with one stage; its steps are grouped by the role they are made
as, a pipeline action each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..actions import Steps, made_by
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Action, Flow, Pipeline, Stage
from ..graph.step import Step
from ..iam.arn import Arn
from ..iam.symbol import shown
from ..span import Node

_MFA = frozenset({"aws:multifactorauthpresent", "aws:multifactorauthage"})
_OPENERS = ("assume-role", "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity")


@dataclass(frozen=True, slots=True)
class FlowPath:
    """Some steps of a flow, made as one role: what they are called in a report, and who begins."""

    pipeline: Pipeline
    stage: Stage
    action: Action
    principal: str
    steps: tuple[Node, ...]


def read_flow(flow: Flow) -> tuple[FlowPath, ...]:
    """The paths of a flow, in order: a new one begins wherever a role is taken on."""
    groups = tuple(_groups(flow))
    actions = tuple(_action(flow, steps) for _, steps in groups)
    stage = Stage(flow.name, actions, flow.span)
    pipeline = Pipeline(
        name=flow.name,
        account=flow.account,
        region=flow.region,
        role_arn=flow.principal,
        role_span=flow.span,
        stores={},
        stages=(stage,),
        span=flow.span,
        place=flow.place or flow.name,
    )
    return tuple(
        FlowPath(pipeline, stage, action, principal, steps)
        for action, (principal, steps) in zip(actions, groups, strict=True)
    )


def steps(path: FlowPath, graph: AccessGraph) -> Steps:
    """The requests of one path. Whether a person came with a second factor, nobody said."""
    arn = Arn.parse(path.principal)
    account = (arn.account if arn else "") or path.pipeline.account
    caller = Caller(path.principal, account, path.action.region, path.action.span, graph)
    for step in made_by(path.steps, caller):
        yield replace(step, unknown=step.unknown | _MFA) if isinstance(step, Step) else step


def _groups(flow: Flow) -> Iterator[tuple[str, tuple[Node, ...]]]:
    begins = now = flow.principal
    waiting: list[Node] = []
    for node in flow.steps:
        if _said(node, "call") in _OPENERS:
            if waiting:
                yield begins, tuple(waiting)
            begins, waiting = now, []
            now = _said(node, "role") or _said(node, "resource") or now
        waiting.append(node)
    if waiting:
        yield begins, tuple(waiting)


def _action(flow: Flow, steps: tuple[Node, ...]) -> Action:
    first = steps[0]
    role = _said(first, "role") if _said(first, "call") in _OPENERS else None
    arn = Arn.parse(role) if role else None
    name = f"as {shown(arn.name if arn else role or '')}" if role else "calls"
    span = first.span
    return Action(name, "Flow", "Custom", "flow", _said(first, "region") or flow.region, span)


def _said(node: Node, name: str) -> str | None:
    member = node.get(name)
    return member.text if member else None
