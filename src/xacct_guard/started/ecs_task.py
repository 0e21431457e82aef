"""A task of ECS that runs: its image is pulled as the execution role, and its code is the task role.

Sources: ECS developer guide, task-iam-roles.html, task_execution_IAM_role.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..declared import calls_of
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import SOMEWHERE, Page, Step, Steps
from ..iam.symbol import has_symbol
from ..services import ecr, logs, ssm
from ..span import Node
from . import Started

_TASK = Page.of("AmazonECS/latest/developerguide", "task-iam-roles.html")
_EXECUTION = Page.of("AmazonECS/latest/developerguide", "task_execution_IAM_role.html")
_SERVICE = "ecs-tasks.amazonaws.com"


def steps(definition: Resource, graph: AccessGraph) -> Steps:
    """Both roles are taken on. In which subnets the task stands is said when it is run: nothing is presumed."""
    service = Caller(_SERVICE, definition.account, definition.region, definition.span, graph)
    around = {
        "sourceaccount": definition.account,
        "sourcearn": service.arn("ecs", "*"),
    }
    execution, own = (_text(definition, fact) for fact in ("execution_role", "role"))
    if execution is not None:
        yield service.assumes(execution, _SERVICE, _EXECUTION, **around)
        containers = definition.facts.get("containers")
        for container in containers.items if containers else ():
            yield from _container(container, service.at(execution, SOMEWHERE))
    if own is not None:
        yield service.assumes(own, _SERVICE, _TASK, **around)
        yield from calls_of(definition.arn, service.at(own, SOMEWHERE))


def _container(container: Node, agent: Caller) -> Iterator[Step]:
    """What has to be there before a container starts: its image, its secrets, its log."""
    if image := container.text_at("Image"):
        yield from ecr.pull_by_docker(image, agent, _EXECUTION)
    secrets = container.get("Secrets")
    for secret in secrets.items if secrets else ():
        yield from _secret(secret.text_at("ValueFrom") or "", agent)
    group = container.text_at("LogConfiguration", "Options", "awslogs-group")
    if group is not None:
        yield from logs.write(group, agent, _EXECUTION)


def _secret(source: str, agent: Caller) -> Iterator[Step]:
    """A secret, or a parameter, which may be told by its name (API_Secret.html of Amazon ECS)."""
    if ":secretsmanager:" in source:
        arn = ":".join(source.split(":")[:7])
        yield agent.ask("fetch a secret", "secretsmanager:GetSecretValue", arn, _EXECUTION)
    elif source.startswith("arn:") or (source and not has_symbol(source)):
        parameter = ssm.parameter_arn(source, agent)
        yield from ssm.fetch(agent, "fetch a secret", parameter, _EXECUTION)


def _text(resource: Resource, fact: str) -> str | None:
    node = resource.facts.get(fact)
    return node.text if node else None


STARTED = Started("ecs:task-definition", steps)
