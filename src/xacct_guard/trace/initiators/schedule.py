"""Schedules of EventBridge Scheduler: each starts its target as the role of the target.

Sources: EventBridge Scheduler user guide, setting-up.html (the role), managing-targets-universal.html, and
cross-service-confused-deputy-prevention.html (what Scheduler says of itself).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ...api import action_called, called
from ...api.target import sent, target_of
from ...graph.access_graph import AccessGraph
from ...graph.caller import Caller
from ...graph.model import Resource
from ...graph.step import Page, Steps
from ...iam.symbol import shown
from ...read import read_embedded
from ...span import Node
from . import Initiation, Initiator

_GUIDE = "scheduler/latest/UserGuide"
_ROLE = Page.of(_GUIDE, "setting-up.html")
_DEPUTY = Page.of(_GUIDE, "cross-service-confused-deputy-prevention.html")
_UNIVERSAL = Page.of(_GUIDE, "managing-targets-universal.html")
_SERVICE = "scheduler.amazonaws.com"
_CALL = re.compile(r"arn:aws[\w-]*:scheduler:::aws-sdk:(?P<service>[\w-]+):(?P<operation>\w+)")


def found(graph: AccessGraph) -> Iterator[Initiation]:
    """The targets of the schedules that are not switched off."""
    for schedule in graph.of_type("scheduler:schedule"):
        state, target = schedule.facts.get("state"), schedule.facts.get("target")
        if target is None or (state is not None and state.text == "DISABLED"):
            continue
        arn = target.text_at("Arn") or ""
        steps = partial(_started, schedule, target)
        yield Initiation(schedule, "EventBridge schedule", "target", target.span, steps, arn)


def _started(schedule: Resource, node: Node, graph: AccessGraph) -> Steps:
    service = Caller(_SERVICE, schedule.account, schedule.region, node.span, graph)
    role = node.text_at("RoleArn")
    if role is None:
        yield service.unknown("start the target", f"role of schedule {schedule.name}", _ROLE)
        return
    yield service.assumes(
        role, _SERVICE, _DEPUTY, sourcearn=_group(schedule, service), sourceaccount=schedule.account
    )
    worker = service.at(role)
    yield from _target(node, worker)
    if (queue := node.text_at("DeadLetterConfig", "Arn")) is not None:
        yield worker.ask(
            "keep what could not be started", "sqs:SendMessage", queue, _ROLE, optional=True
        )


def _group(schedule: Resource, service: Caller) -> str:
    """Scheduler names the group of the schedule, not the schedule (_DEPUTY)."""
    said = schedule.facts.get("group")
    return service.arn("scheduler", f"schedule-group/{(said.text if said else None) or 'default'}")


def _target(node: Node, worker: Caller) -> Steps:
    arn = node.text_at("Arn") or ""
    call, target = _CALL.fullmatch(arn), target_of(arn)
    if target is not None:
        yield from sent(target, worker, _ROLE, parameters=node.get("EcsParameters"))
        return
    action = action_called(call["service"], call["operation"]) if call else None
    if action is None:
        yield worker.unknown("start the target", f"what {shown(arn)} takes", _UNIVERSAL)
        return
    text = node.get("Input")
    sends = read_embedded(text) if text is not None and text.value else None
    yield from called(action, sends or Node({}, node.span), worker, "start the target", _UNIVERSAL)


INITIATOR = Initiator(found)
