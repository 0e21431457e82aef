"""Policies that are resources of their own, each put on what it names."""

from __future__ import annotations

from collections.abc import Iterator

from .. import services
from ..errors import InputError
from ..graph.model import Attached
from ..iam.policy import Policy, PolicyKind
from ..services import PolicyType
from ..span import Node
from .instance import Instance, World
from .names import Names
from .policies import doubted, policy_of
from .properties import at_route, properties_of
from .types import TYPES


def policies_apart(world: World, names: Names) -> Iterator[Attached]:
    """Each policy for each ARN that it stands on."""
    for instance in world.resources:
        kind = TYPES.get(instance.type)
        row = kind.row if kind else None
        if kind is None or not isinstance(row, PolicyType):
            continue
        properties = properties_of(instance, kind)
        for arn in _targets(world, names, instance, row, properties):
            policy = doubted(_policy(world, instance, row, properties, arn), instance)
            at, place = instance.span, instance.placement
            yield Attached(arn, policy, at, adds=row.adds, of=row.of, place=place)


def _targets(
    world: World,
    names: Names,
    instance: Instance,
    row: PolicyType,
    properties: Node,
) -> Iterator[str]:
    """The ARNs that a policy stands on; `*` where it is for all of a type in its account and Region."""
    of = services.of_type(row.of)
    if of is None:
        return
    given = at_route(properties, row.target) if row.target else None
    texts = [item.text for item in given.items if item.text] if given is not None else []
    name = row.otherwise or ("" if row.target else "*")
    for text in texts or filter(None, (name,)):
        yield names.arn(text, of, instance)
    if not texts and not name:
        message = f"`{instance.address}` names nothing that its policy stands on"
        help = f"it has no argument that is the `{row.target}` of CloudFormation"
        world.failures.append(InputError(message, at=instance.span, help=help))


def _policy(
    world: World, instance: Instance, row: PolicyType, properties: Node, arn: str
) -> Policy:
    document = at_route(properties, row.document)
    if row.statement is not None:
        statement = row.statement(properties, arn)
        at = statement.span
        members = {"Version": Node("2012-10-17", at), "Statement": statement}
        document = Node(members, at, keys=dict.fromkeys(members, at))
    return policy_of(world, document, PolicyKind.RESOURCE, instance.address, instance.span)
