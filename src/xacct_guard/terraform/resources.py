"""Resources with their facts and policies, and the properties that other resources set on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from .. import services
from ..graph.default_policy import handed_to_account
from ..graph.model import Resource
from ..iam.policy import Policy
from ..services import ResourceType
from ..span import Node
from .identity import arn_of, identify
from .instance import Instance, World
from .names import names_of
from .policies import doubted, policy_of
from .properties import at_route, properties_of
from .types import TYPES, TerraformType
from .value import unknown


class Resources:
    """The resources of a world that some service's table knows."""

    def __init__(self, world: World) -> None:
        self._world = world

    def resources(self) -> Iterator[Resource]:
        """Every resource of a known type but roles, users and what belongs to them."""
        for instance in self._world.resources:
            kind = TYPES.get(instance.type)
            row = kind.row if kind else None
            if kind and isinstance(row, ResourceType) and not row.name.startswith("iam:"):
                yield self._resource(instance, kind, row)
            if kind:
                yield from self._parts(instance, kind)

    def _resource(self, instance: Instance, kind: TerraformType, row: ResourceType) -> Resource:
        identity = identify(instance)
        properties = self._properties(instance, kind, row)
        policy = self._own_policy(instance, kind, row, properties)
        return Resource(
            arn=identity.arn if identity else "",
            type=row.name,
            account=instance.placement.account,
            region=instance.placement.region,
            name=identity.name if identity else "",
            span=instance.span,
            policy=policy,
            policy_held=instance.doubt is None,
            facts=dict(_facts(row, properties)),
            place=instance.place,
        )

    def _parts(self, instance: Instance, kind: TerraformType) -> Iterator[Resource]:
        """What CloudFormation has apart and Terraform writes inside this resource."""
        identity = identify(instance)
        name = identity.name if identity else ""
        inside = kind.parts(properties_of(instance, kind), name) if kind.parts else ()
        for number, (cfn, properties) in enumerate(inside):
            row = services.of_cloudformation(cfn)
            if not isinstance(row, ResourceType):
                continue
            place = instance.placement
            name = instance.unique(f"{row.name.partition(':')[2]}[{number}]", row.unnamed)
            yield Resource(
                arn=arn_of(row, name, place, instance.unique),
                type=row.name,
                account=place.account,
                region=place.region,
                name=name,
                span=properties.span,
                policy_held=instance.doubt is None,
                facts=dict(_facts(row, properties)),
                place=instance.place,
            )

    def _own_policy(
        self, instance: Instance, kind: TerraformType, row: ResourceType, properties: Node
    ) -> Policy | None:
        """The policy among the resource's own arguments; a key without one has AWS's default."""
        route = kind.holds or row.policy
        document = at_route(properties, route) if route else None
        if document is None or document.text == "":
            if row.default_policy:
                service = row.name.partition(":")[0]
                default = handed_to_account(service, instance.placement, instance.span)
                return doubted(default, instance)
            return None
        name = instance.address
        policy = policy_of(self._world, document, row.policy_kind, name, instance.span)
        return doubted(policy, instance)

    def _properties(self, instance: Instance, kind: TerraformType, row: ResourceType) -> Node:
        """The properties, with those that other resources set on this one."""
        own = properties_of(instance, kind)
        members = dict(own.mapping)
        for setter, node in self._set_on(instance, row):
            name = setter.sets
            known = members[name].items if name in members else ()
            members[name] = Node((*known, *node.items), node.span) if setter.many else node
        return replace(own, value=members)

    def _set_on(
        self, instance: Instance, row: ResourceType
    ) -> Iterator[tuple[TerraformType, Node]]:
        account = instance.placement.account
        for name in dict.fromkeys(names_of(instance)):
            for other in self._setters.get((row.name, account, name), ()):
                kind = TYPES[other.type]
                found = properties_of(other, kind)
                node = at_route(found, kind.value) if kind.value else found
                if other.doubt is not None:
                    node = unknown(other.doubt, other.span)
                if node is not None:
                    yield kind, node

    @cached_property
    def _setters(self) -> Mapping[tuple[str, str, str], list[Instance]]:
        """The resources that set a property of another, by its kind, its account and what they call it."""
        found: dict[tuple[str, str, str], list[Instance]] = {}
        for instance in self._world.resources:
            kind = TYPES.get(instance.type)
            target = instance.text(kind.target) if kind and kind.sets else None
            if kind is not None and target is not None:
                key = (kind.of, instance.placement.account, target)
                found.setdefault(key, []).append(instance)
        return found


def _facts(row: ResourceType, properties: Node) -> Iterator[tuple[str, Node]]:
    for fact, route in row.facts.items():
        if (node := at_route(properties, route)) is not None:
            yield fact, node
