"""Flows: what somebody does step by step, as paths that are walked like those of a pipeline.

A flow becomes a pipeline of its name with one stage; its steps are grouped by the role they are made
as, a pipeline action each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..graph.model import Flow
from ..graph.pipeline import Action, Pipeline, Stage
from ..graph.step import Stand
from ..iam.arn import Arn
from ..iam.symbol import shown
from ..span import Node

_OPENERS = (
    *("assume-role", "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"),
    "sts:AssumeRoleWithSAML",
)


@dataclass(frozen=True, slots=True)
class FlowPath:
    """Some steps of a flow, made as one role: what they are called in a report, and who begins.

    `before` are the steps by which whoever begins came to be who they are; `stand` is where they call from.
    """

    pipeline: Pipeline
    stage: Stage
    action: Action
    principal: str
    steps: tuple[Node, ...]
    before: tuple[Node, ...] = ()
    stand: Stand | None = None


def read_flow(flow: Flow) -> tuple[FlowPath, ...]:
    """The paths of a flow, in order: a new one begins wherever a role is taken on."""
    groups = tuple(_groups(flow))
    actions = tuple(_action(flow, group.steps) for group in groups)
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
        FlowPath(pipeline, stage, action, group.principal, group.steps, group.before, flow.stand)
        for action, group in zip(actions, groups, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """Steps made as one role, who begins them, and the steps by which they came to it."""

    principal: str
    steps: tuple[Node, ...]
    before: tuple[Node, ...]


def _groups(flow: Flow) -> Iterator[_Group]:
    begins = now = flow.principal
    before: tuple[Node, ...] = ()
    waiting: list[Node] = []
    for node in flow.steps:
        if node.text_at("call") in _OPENERS:
            if waiting:
                yield _Group(begins, tuple(waiting), before)
                before += tuple(each for each in waiting if each.text_at("call") in _OPENERS)
            begins, waiting = now, []
            now = node.text_at("role") or node.text_at("resource") or now
        waiting.append(node)
    if waiting:
        yield _Group(begins, tuple(waiting), before)


def _action(flow: Flow, steps: tuple[Node, ...]) -> Action:
    first = steps[0]
    role = first.text_at("role") if first.text_at("call") in _OPENERS else None
    arn = Arn.parse(role) if role else None
    name = f"as {shown(arn.name if arn else role or '')}" if role else "calls"
    span = first.span
    return Action(name, "Flow", "Custom", "flow", first.text_at("region") or flow.region, span)
