"""Resources with their facts and policies; what else only puts a policy or a property on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from .. import services
from ..graph.model import Attached, Resource
from ..iam.policy import Policy, PolicyKind
from ..iam.semantics import AccountTrust
from ..services import PolicyType, ResourceType
from ..span import Node
from .identity import arn_of, identify
from .instance import Instance, World
from .names import Names, names_of
from .policies import doubted, handed_to_account, policy_of
from .properties import at_route, properties_of
from .types import TYPES, TerraformType
from .value import document_of, unknown


class Resources:
    """The resources of a world that some service's table knows."""

    def __init__(self, world: World, names: Names) -> None:
        self._world = world
        self._names = names

    def resources(self) -> Iterator[Resource]:
        """Every resource of a known type but roles, users and what belongs to them."""
        for instance in self._world.resources:
            kind = TYPES.get(instance.type)
            row = kind.row if kind else None
            if kind and isinstance(row, ResourceType) and not row.name.startswith("iam:"):
                yield self._resource(instance, kind, row)
            if kind:
                yield from self._parts(instance, kind)

    def attached(self) -> Iterator[Attached]:
        """The policies that are resources of their own, each for the ARN it belongs to."""
        single: list[Attached] = []
        added: dict[str, list[tuple[Node, Instance]]] = {}
        for instance in self._world.resources:
            kind = TYPES.get(instance.type)
            row = kind.row if kind else None
            if kind is None or not isinstance(row, PolicyType):
                continue
            for arn in self._targets(instance, kind, row):
                if row.adds:
                    statements = self._statements(instance, kind, row, arn)
                    added.setdefault(arn, []).extend((each, instance) for each in statements)
                else:
                    single.append(self._single(instance, kind, row, arn))
        yield from single
        for arn, given in added.items():
            yield self._sum(arn, given)

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
            if row.semantics.account_trust is AccountTrust.IF_POLICY_SAYS:
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

    def _targets(self, instance: Instance, kind: TerraformType, row: PolicyType) -> Iterator[str]:
        """The ARNs of what a policy is put on."""
        place, of = instance.placement, services.of_type(row.of)
        if of is None:
            return
        if not row.target:
            here = ((each, TYPES[each.type].row) for each in self._of_row(row.of))
            placed = (each for each, _ in here if each.placement == place)
            yield from (found.arn for each in placed if (found := identify(each)) is not None)
            return
        given = at_route(properties_of(instance, kind), row.target)
        texts = [item.text for item in given.items if item.text] if given is not None else []
        for text in texts or ([row.otherwise] if row.otherwise else []):
            yield self._names.arn(text, of, instance)

    def _of_row(self, name: str) -> Iterable[Instance]:
        for instance in self._world.resources:
            kind = TYPES.get(instance.type)
            row = kind.row if kind else None
            if isinstance(row, ResourceType) and row.name == name:
                yield instance

    def _single(
        self, instance: Instance, kind: TerraformType, row: PolicyType, arn: str
    ) -> Attached:
        document = at_route(properties_of(instance, kind), row.document)
        at = instance.span
        found = policy_of(self._world, document, PolicyKind.RESOURCE, instance.address, at)
        return Attached(arn, doubted(found, instance), at)

    def _statements(
        self, instance: Instance, kind: TerraformType, row: PolicyType, arn: str
    ) -> tuple[Node, ...]:
        properties = properties_of(instance, kind)
        if row.statement is not None:
            return (row.statement(properties, arn),)
        document = at_route(properties, row.document)
        whole = document_of(document) if document is not None else None
        inner = whole.get("Statement") if whole is not None else None
        return inner.items if inner is not None else ()

    def _sum(self, arn: str, given: list[tuple[Node, Instance]]) -> Attached:
        """One policy of what several resources add; what may not be made does not count."""
        at, first = given[0][0].span, given[0][1]
        sure = tuple(node for node, each in given if each.doubt is None)
        doubts = tuple(each.doubt for _, each in given if each.doubt)
        name, kind = first.address, PolicyKind.RESOURCE
        if not sure:
            return Attached(arn, Policy(kind, name, (), at, unresolved=doubts[0]), at)
        members = {"Version": Node("2012-10-17", at), "Statement": Node(sure, at)}
        found = policy_of(self._world, Node(members, at), kind, name, at)
        return Attached(arn, replace(found, unresolved=doubts[0]) if doubts else found, at)


def _facts(row: ResourceType, properties: Node) -> Iterator[tuple[str, Node]]:
    for fact, route in row.facts.items():
        if (node := at_route(properties, route)) is not None:
            yield fact, node
