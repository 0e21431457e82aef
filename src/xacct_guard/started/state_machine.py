"""A state machine that runs: Step Functions takes on its role, and runs each task as that role.

Source: Step Functions developer guide, integrate-services.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..definitions.asl import Task, read_tasks, substituted
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import Page, Start, Step, Steps
from ..iam.action import is_known_action
from ..iam.symbol import Symbol
from ..operations import Integration, operations
from ..read import read_embedded
from ..span import Node
from . import Started

_TRUST = Page.of("step-functions/latest/dg", "procedure-create-iam-role.html")
_LAMBDA = Page.of("step-functions/latest/dg", "connect-lambda.html")
_TASK = re.compile(
    r"arn:aws[\w-]*:states:::(?P<sdk>aws-sdk:)?(?P<service>[\w-]+):(?P<operation>\w+)"
    r"(?:\.(?P<pattern>sync(?::2)?|waitForTaskToken))?"
)
# Services whose name in an integration is not their prefix in IAM.
_PREFIXES = {
    "sfn": "states",
    "cloudwatchlogs": "logs",
    "eventbridge": "events",
    "ssmincidents": "ssm-incidents",
}


def steps(machine: Resource, graph: AccessGraph) -> Steps:
    """Step Functions assumes the machine's role, and runs each task as that role."""
    role = machine.facts.get("role")
    if role is None or role.text is None:
        return
    service = Caller("states.amazonaws.com", machine.account, machine.region, role.span, graph)
    yield service.assumes(
        role.text,
        "states.amazonaws.com",
        _TRUST,
        sourcearn=machine.arn,
        sourceaccount=machine.account,
    )
    worker = service.at(role.text)
    definition = definition_of(machine, graph)
    if definition is None:
        yield worker.unknown("run its tasks", f"definition of {machine.place}", _TRUST)
        return
    for task in read_tasks(definition):
        yield from _task(task, replace(worker, span=task.state.span))


def definition_of(machine: Resource, graph: AccessGraph) -> Node | None:
    """The machine's definition with its substitutions made, if the estate holds it."""
    facts = machine.facts
    found = facts.get("definition")
    if found is None and (text := facts.get("definition_string")) and text.text:
        found = read_embedded(text)
    if found is None and (location := facts.get("definition_location")):
        bucket, key = location.get("Bucket"), location.get("Key")
        if bucket and key:
            found = graph.documents.get(f"s3://{bucket.text}/{key.text}")
    return substituted(found, facts.get("substitutions")) if found else None


def _task(task: Task, caller: Caller) -> Steps:
    if ":lambda:" in task.resource and ":function:" in task.resource:
        yield caller.ask(f"task `{task.name}`", "lambda:InvokeFunction", task.resource, _LAMBDA)
        yield Start(task.resource, caller.span)
        return
    match = _TASK.match(task.resource)
    action = _action(match["service"], match["operation"]) if match else None
    if match is None or action is None:
        what = f"what task `{task.name}` calls ({task.resource})"
        yield caller.unknown(f"task `{task.name}`", what, _TRUST)
        return
    yield from _called(task, action, match["pattern"] or "", caller)


def _action(service: str, operation: str) -> str | None:
    """The IAM action behind an integration's operation, if there is one of that name."""
    prefix = _PREFIXES.get(service, service)
    action = f"{prefix}:{operation[0].upper()}{operation[1:]}"
    return action if is_known_action(action) else None


def _called(task: Task, action: str, pattern: str, caller: Caller) -> Steps:
    known = operations().get(action)
    if known is None:
        resource = str(Symbol(f"resource of task `{task.name}`"))
        yield caller.ask(f"task `{task.name}`", action, resource, _TRUST)
        return
    asked = tuple(known.steps(caller, task.parameters))
    yield from asked
    made = next((s.resource for s in asked if isinstance(s, Step) and s.action == action), None)
    if known.integration is not None and pattern.startswith("sync") and made is not None:
        yield from _waited_for(made, known.integration, caller)


def _waited_for(made: str, integration: Integration, caller: Caller) -> Iterator[Step]:
    """What `.sync` adds: follow what was made, through a rule that Step Functions manages."""
    page = integration.page
    for further in integration.sync:
        yield caller.ask("follow the job", further, made, page)
    for further in integration.aside:
        yield caller.ask("look after the job", further, made, page, optional=True)
    if integration.rule:
        rule = f"arn:aws:events:{caller.region}:{caller.account}:rule/{integration.rule}"
        for further in ("events:PutRule", "events:PutTargets", "events:DescribeRule"):
            yield caller.ask("keep the rule that tells when it ends", further, rule, page)


STARTED = Started("states:stateMachine", steps)
