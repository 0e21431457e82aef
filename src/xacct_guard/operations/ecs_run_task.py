"""ECS RunTask: the caller hands over the roles of the task definition; the task then runs as them."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import Page, Stand, Start, Steps
from ..iam.symbol import Symbol, shown
from ..span import Node
from . import Integration, Operation

_PAGE = Page.of("AmazonECS/latest/APIReference", "API_RunTask.html")
_SYNC = Page.of("step-functions/latest/dg", "connect-ecs.html")
_SERVICE = "ecs-tasks.amazonaws.com"


def steps(caller: Caller, parameters: Node) -> Steps:
    """Run the task; which roles it takes is in its definition, or in what overrides it."""
    named = parameters.text_at("TaskDefinition")
    if named is None:
        yield caller.unknown("run the task", "task definition", _PAGE)
        return
    arn = named if named.startswith("arn:") else _arn(named, caller)
    cluster = parameters.text_at("Cluster") or "default"
    if not cluster.startswith("arn:"):
        cluster = caller.arn("ecs", f"cluster/{cluster}")
    yield caller.ask("run the task", "ecs:RunTask", arn, _PAGE, context={"ecs:cluster": cluster})
    held = _held(arn, caller)
    for role in _roles(parameters, held):
        yield caller.pass_role(role, _SERVICE, _PAGE)
    if held is None:
        what = f"roles of the task definition {named}"
        yield caller.unknown("hand over the roles of the task", what, _PAGE)
    else:
        yield Start(held.arn, caller.span, stand=_stand(parameters))


def _stand(parameters: Node) -> Stand | None:
    """The subnets the task is put into. One with an address of its own has ways that are not told here."""
    network = parameters.get("NetworkConfiguration", "AwsvpcConfiguration")
    subnets, groups = _texts(network, "Subnets"), _texts(network, "SecurityGroups")
    if network is None or not subnets or network.text_at("AssignPublicIp") == "ENABLED":
        return None
    return Stand(subnets=subnets, groups=groups)


def _texts(network: Node | None, name: str) -> tuple[str, ...]:
    node = network.get(name) if network else None
    return tuple(item.text for item in node.items if item.text) if node else ()


def _arn(named: str, caller: Caller) -> str:
    """A family without a number is its newest revision."""
    family, _, revision = named.partition(":")
    number = revision or Symbol(f"newest revision of {family}")
    return caller.arn("ecs", f"task-definition/{family}:{number}")


def _held(arn: str, caller: Caller) -> Resource | None:
    """The definition, by its ARN or its family, where the estate has it."""
    family = arn.rpartition("/")[2].partition(":")[0]
    found = caller.graph.of_type("ecs:task-definition")
    here = [
        each
        for each in found
        if arn == each.arn or (each.account, each.name) == (caller.account, family)
    ]
    return here[0] if here else None


def _roles(parameters: Node, held: Resource | None) -> tuple[str, ...]:
    own = held.facts if held else {}
    written = (
        parameters.get("Overrides", "TaskRoleArn") or own.get("role"),
        parameters.get("Overrides", "ExecutionRoleArn") or own.get("execution_role"),
    )
    return tuple(dict.fromkeys(node.text for node in written if node is not None and node.text))


def _task(definition: str) -> str:
    """The task that was started: nobody knows its id before (step-functions/latest/dg/connect-ecs.html)."""
    home, _, which = definition.partition(":task-definition/")
    return f"{home}:task/{Symbol(f'task of {shown(which)}')}"


OPERATION = Operation(
    "ecs:RunTask",
    steps,
    Integration(
        _SYNC,
        aside=("ecs:StopTask", "ecs:DescribeTasks"),
        rule="StepFunctionsGetEventsForECSTaskRule",
        of=_task,
    ),
)
