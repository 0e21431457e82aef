"""Tasks of a state machine: what Step Functions asks for, by the service integration a task names.

Source: Step Functions developer guide, integrate-services.html, connect-to-resource.html and
concepts-access-cross-acct-resources.html.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from .api import action_called, called, resources_of
from .definitions.asl import Task, substituted, told
from .graph.access_graph import AccessGraph
from .graph.caller import Caller
from .graph.model import Resource
from .graph.step import Ground, Page, Step, Steps
from .iam.request import ContextValue
from .iam.symbol import Symbol, shown
from .operations import Integration, operations
from .read import read_embedded
from .sagemaker.left_behind import left_behind
from .services.stepfunctions import machine_of
from .span import Node

_INTEGRATE = Page.of("step-functions/latest/dg", "integrate-services.html")
_PATTERNS = Page.of("step-functions/latest/dg", "connect-to-resource.html")
_LAMBDA = Page.of("step-functions/latest/dg", "connect-lambda.html")
_ACROSS = Page.of("step-functions/latest/dg", "concepts-access-cross-acct-resources.html")
_NESTED = Page.of("step-functions/latest/dg", "connect-stepfunctions.html")
_TASK = re.compile(
    r"arn:aws[\w-]*:states:[\w-]*:\d*:(?P<sdk>aws-sdk:)?(?P<service>[\w-]+):(?P<operation>\w+)"
    r"(?:\.(?P<pattern>sync(?::2)?|waitForTaskToken))?"
)


@dataclass(frozen=True, slots=True)
class Machine:
    """The state machine that a task is of: its ARN, and `STANDARD` or `EXPRESS`."""

    arn: str
    type: str


def definition_of(machine: Resource, graph: AccessGraph) -> Node | None:
    """The machine's definition with its substitutions made, if the estate holds it."""
    facts = machine.facts
    found = facts.get("definition")
    if found is None and (text := facts.get("definition_string")) and text.value:
        found = read_embedded(text)
    if found is None and (location := facts.get("definition_location")):
        bucket, key = location.get("Bucket"), location.get("Key")
        if bucket and key:
            found = graph.documents.get(f"s3://{bucket.text}/{key.text}")
    return substituted(found, facts.get("substitutions")) if found else None


def in_the_end(tasks: Iterable[Task], caller: Caller) -> AccessGraph:
    """The estate with what the tasks leave behind in it: a later one serves what an earlier one saves."""
    left = filter(None, (_left_by(task, caller) for task in tasks))
    made = {each.arn: each for each in left}
    return caller.graph.with_resources(made)


def with_versions(tasks: tuple[Task, ...], caller: Caller) -> tuple[Task, ...]:
    """The tasks, with the versions of packages that others of them register put in where they take them."""
    made = [(task, left) for task in tasks if (left := _left_by(task, caller)) is not None]
    versions = [(task, left) for task, left in made if left.type == "sagemaker:model-package"]
    if not versions:
        return tasks
    return tuple(_with_versions(task, versions, tasks) for task in tasks)


def _with_versions(
    task: Task, versions: Iterable[tuple[Task, Resource]], every: tuple[Task, ...]
) -> Task:
    known = {told(by, "ModelPackageArn", task, every): each.arn for by, each in versions}
    return replace(task, parameters=_put(task.parameters, known))


def _put(node: Node, known: Mapping[str | None, str]) -> Node:
    """The node with each text that is known otherwise replaced by what it is known to be."""
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(_put(each, known) for each in node.value))
    if node.mapping:
        return replace(node, value={key: _put(each, known) for key, each in node.mapping.items()})
    found = known.get(node.text) if node.text else None
    return replace(node, value=found) if found else node


def _left_by(task: Task, caller: Caller) -> Resource | None:
    match = _TASK.fullmatch(task.resource)
    action = action_called(match["service"], match["operation"]) if match else None
    here = caller.taking_on(task.credentials) if task.credentials else caller
    return left_behind(action or "", task.parameters, here)


def asked_by(task: Task, machine: Machine, caller: Caller) -> Steps:
    """What a task asks for, as the role it names or else as the machine's (`caller`)."""
    says = f"task `{task.name}`"
    if ":lambda:" in task.resource and ":function:" in task.resource:
        parameters = Node({"FunctionName": Node(task.resource, task.state.span)}, task.state.span)
        here = yield from _taken_on(task, "", machine, caller)
        yield from called("lambda:InvokeFunction", parameters, here, says, _LAMBDA)
        return
    if ":activity:" in task.resource:
        what = f"who works on activity {task.resource}"
        yield replace(caller.unknown(says, what, _INTEGRATE), optional=True)
        return
    match = _TASK.fullmatch(task.resource)
    action = action_called(match["service"], match["operation"]) if match else None
    if match is None or action is None:
        what = f"what task `{task.name}` calls ({shown(task.resource)})"
        yield caller.unknown(says, what, _INTEGRATE)
        return
    here = yield from _taken_on(task, match["pattern"] or "", machine, caller)
    yield from _called(task, action, match, here, machine)


def _taken_on(
    task: Task, pattern: str, machine: Machine, caller: Caller
) -> Generator[Step, None, Caller]:
    """Take on the role that the task is done as, where it names one; gives whoever goes on.

    Where Step Functions waits for the end it sends the ARN of the machine as the external id (_ACROSS).
    """
    if task.credentials is None:
        return caller
    waits = pattern.startswith("sync")
    context: dict[str, ContextValue] = {"sts:externalid": machine.arn} if waits else {}
    step = caller.ask(
        f"task `{task.name}`: take on the role it is done as",
        "sts:AssumeRole",
        task.credentials,
        _ACROSS,
        context=context,
    )
    yield step
    return caller.taking_on(task.credentials)


def _called(
    task: Task, action: str, match: re.Match[str], caller: Caller, machine: Machine
) -> Steps:
    says, pattern = f"task `{task.name}`", match["pattern"] or ""
    if pattern and machine.type == "EXPRESS":
        why = f"an Express state machine cannot wait for what a task starts (`.{pattern}`)"
        (about, *_) = resources_of(action, task.parameters, caller)
        yield replace(caller.ask(says, action, about, _PATTERNS), cannot=why)
        return
    if task.sends_input:
        what = f"what task `{task.name}` sends: the input of the state"
        yield caller.ask(says, action, str(Symbol(f"resource of task `{task.name}`")), _INTEGRATE)
        yield caller.unknown(says, what, _INTEGRATE)
        return
    asked = tuple(called(action, task.parameters, caller, says, _INTEGRATE))
    yield from asked
    made = next((s.resource for s in asked if isinstance(s, Step) and s.action == action), None)
    if pattern.startswith("sync"):
        yield from _waited_for(task, action, made, caller, by_rule=task.credentials is None)
    elif pattern:
        what = f"who tells the end of task `{task.name}` (states:SendTaskSuccess)"
        yield replace(caller.unknown(says, what, _PATTERNS), optional=True)


def _waited_for(
    task: Task, action: str, made: str | None, caller: Caller, *, by_rule: bool
) -> Iterator[Step]:
    """What `.sync` adds: follow what was made, by asking and, at home, by a rule that is kept for it."""
    known = operations().get(action)
    integration = known.integration if known else None
    if integration is None or made is None:
        what = f"what Step Functions asks for while it waits for task `{task.name}` ({action})"
        yield caller.unknown(f"task `{task.name}`", what, _PATTERNS)
        return
    if action == "states:StartExecution" and _is_express(made, caller):
        why = f"`{shown(made)}` is an Express state machine: no task can wait for it (`.sync`)"
        yield replace(caller.ask("follow the execution", action, made, _NESTED), cannot=why)
        return
    if integration.tags is not None:
        yield _tagged(integration, action, made, caller)
    yield from _followed(integration, integration.of(made), caller)
    if by_rule and integration.rule:
        yield from _managed_rule(integration.rule, integration.page, caller)


def _is_express(arn: str, caller: Caller) -> bool:
    held = caller.graph.resource(machine_of(arn))
    said = held.facts.get("type") if held else None
    return said is not None and said.text == "EXPRESS"


def _followed(integration: Integration, about: str, caller: Caller) -> Iterator[Step]:
    page = integration.page
    for further in integration.sync:
        yield caller.ask("follow the job", further, about, page)
    for further in integration.aside:
        yield caller.ask("look after the job", further, about, page, optional=True)


def _tagged(integration: Integration, action: str, made: str, caller: Caller) -> Step:
    """The tag that tells what Step Functions has started.

    That tasks fail without the right is experience (https://github.com/aws/aws-cdk/issues/32294), and there
    are machines that ran without it: by itself a refusal stops nothing. Tags in the request are another
    matter: the operation asks for them.
    """
    step = caller.ask(
        "tag it as started by Step Functions",
        integration.tags or "",
        made,
        integration.page,
        context={
            "sagemaker:taggingaction": action.partition(":")[2],
            "aws:requesttag/managed_by_aws": "STARTED_BY_STEP_FUNCTIONS",
        },
        optional=True,
    )
    return replace(step, unknown=frozenset({"aws:tagkeys"}))


def _managed_rule(name: str, page: Page, caller: Caller) -> Iterator[Step]:
    """The rule that Step Functions keeps to learn of the end; it is checked when a machine is made.

    Where no page of AWS names the rule, a refusal is told apart.
    """
    rule = caller.arn("events", f"rule/{name}")
    doubtful = page.ground is Ground.EXPERIENCE
    for further in ("events:PutRule", "events:PutTargets", "events:DescribeRule"):
        says = "keep the rule that tells when it ends"
        yield caller.ask(says, further, rule, page, optional=doubtful)
