"""Amazon States Language: what a state machine asks of AWS once it is started.

Source: states-language.net/spec.html; Step Functions developer guide, integrate-services.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..actions import Started, Steps, integrations, operations
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import Page, Start, Step
from ..iam.action import is_known_action
from ..iam.symbol import Symbol
from ..read import read_embedded
from ..span import Node

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
_SUBSTITUTION = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Task:
    """A Task state: the resource it names and its parameters (JSONata `Arguments` alike)."""

    name: str
    resource: str
    parameters: Node
    state: Node


def tasks(definition: Node) -> Iterator[Task]:
    """The Task states of a definition, those inside Map and Parallel states included."""
    states = definition.get("States")
    for name, state in states.mapping.items() if states else ():
        resource = state.get("Resource")
        if resource is not None and resource.text:
            yield Task(name, resource.text, _parameters(state), state)
        for inner in ("Iterator", "ItemProcessor"):
            if below := state.get(inner):
                yield from tasks(below)
        branches = state.get("Branches")
        for branch in branches.items if branches else ():
            yield from tasks(branch)


def _parameters(state: Node) -> Node:
    """What the task sends. A member computed from the input (`Name.$`, JSONata) is a symbol."""
    given = state.get("Parameters") or state.get("Arguments")
    return _fixed(given) if given else replace(state, value={})


def _fixed(node: Node) -> Node:
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(map(_fixed, node.value)))
    if node.mapping:
        return replace(node, value=dict(_member(k, v) for k, v in node.mapping.items()))
    if (node.text or "").startswith("{%"):
        return replace(node, value=str(Symbol(f"input of the state machine: {node.text}")))
    return node


def _member(key: str, node: Node) -> tuple[str, Node]:
    if key.endswith(".$"):
        symbol = Symbol(f"input of the state machine: {node.text}")
        return key[:-2], replace(node, value=str(symbol))
    return key, _fixed(node)


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
    definition = definition_of(machine, graph)
    if definition is None:
        yield _not_held(machine, service.at(role.text))
        return
    for task in tasks(definition):
        yield from _task(task, replace(service.at(role.text), span=task.state.span))


def _not_held(machine: Resource, caller: Caller) -> Step:
    where = Symbol(f"definition of {machine.place}")
    return caller.ask("run its tasks", f"{where}", f"{where}", _TRUST)


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
    return _substituted(found, facts.get("substitutions")) if found else None


def _substituted(node: Node, values: Node | None) -> Node:
    """The definition with each `${name}` replaced by its substitution."""

    def text(found: re.Match[str]) -> str:
        value = values.get(found.group(1)) if values else None
        return value.text or "" if value else str(Symbol(f"substitution {found.group(1)}"))

    def through(node: Node) -> Node:
        if isinstance(node.value, tuple):
            return replace(node, value=tuple(map(through, node.value)))
        if isinstance(node.value, str):
            return replace(node, value=_SUBSTITUTION.sub(text, node.value))
        if node.mapping:
            return replace(node, value={key: through(item) for key, item in node.mapping.items()})
        return node

    return through(node)


def _task(task: Task, caller: Caller) -> Steps:
    if ":lambda:" in task.resource and ":function:" in task.resource:
        yield caller.ask(f"task `{task.name}`", "lambda:InvokeFunction", task.resource, _LAMBDA)
        yield Start(task.resource, caller.span)
        return
    match = _TASK.match(task.resource)
    if match is None:
        where = str(Symbol(f"what task `{task.name}` calls ({task.resource})"))
        yield caller.ask(f"task `{task.name}`", where, where, _TRUST)
        return
    action = _action(match["service"], match["operation"])
    if action is None:
        where = str(Symbol(f"what task `{task.name}` calls ({task.resource})"))
        yield caller.ask(f"task `{task.name}`", where, where, _TRUST)
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
        where = str(Symbol(f"resource of task `{task.name}`"))
        yield caller.ask(f"task `{task.name}`", action, where, _TRUST)
        return
    asked = tuple(known.steps(caller, task.parameters))
    yield from asked
    made = next((s.resource for s in asked if isinstance(s, Step) and s.action == action), None)
    if pattern.startswith("sync") and made is not None:
        yield from _followed(action, made, caller)


def _followed(action: str, made: str, caller: Caller) -> Iterator[Step]:
    """What `.sync` adds: follow what was made, through a rule that Step Functions manages."""
    integration = integrations().get(action)
    if integration is None:
        return
    for further in integration.sync:
        yield caller.ask("follow the job", further, made, integration.page)
    for further in integration.aside:
        yield caller.ask("look after the job", further, made, integration.page, optional=True)
    if integration.rule:
        rule = f"arn:aws:events:{caller.region}:{caller.account}:rule/{integration.rule}"
        for further in ("events:PutRule", "events:PutTargets", "events:DescribeRule"):
            yield caller.ask(
                "keep the rule that tells when it ends", further, rule, integration.page
            )


STARTED = Started("states:stateMachine", steps)
