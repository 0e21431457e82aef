"""Resources with their facts and policies; what else only puts a policy or a property on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from .. import services
from ..graph.model import Attached, Resource
from ..iam.policy import Policy, PolicyKind
from ..iam.semantics import AccountTrust
from ..iam.symbol import only_symbol
from ..services import PolicyType, ResourceType
from ..span import Node
from .identity import arn_of, identify
from .instance import Instance, World
from .policies import doubted, handed_to_account, policy_of
from .properties import at_route, properties_of
from .types import TYPES, TerraformType
from .value import document_of

_LISTS = frozenset({"Targets"})
"""Properties that many resources each add a member to."""


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
        policy = self._own_policy(instance, row, properties)
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

    def _own_policy(self, instance: Instance, row: ResourceType, properties: Node) -> Policy | None:
        """The policy among the resource's own arguments; a key without one has AWS's default."""
        route = row.policy or ("ResourcePolicy" if row.name == "secretsmanager:secret" else None)
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
        for name, node in self._set_on(instance, row):
            if name in _LISTS:
                known = members[name].items if name in members else ()
                members[name] = Node((*known, node), node.span)
            else:
                members[name] = node
        return replace(own, value=members)

    def _set_on(self, instance: Instance, row: ResourceType) -> Iterator[tuple[str, Node]]:
        account = instance.placement.account
        for name in dict.fromkeys(self._names_of(instance)):
            for other in self._setters.get((row.name, account, name), ()):
                kind = TYPES[other.type]
                yield kind.sets, properties_of(other, kind)

    def _names_of(self, instance: Instance) -> tuple[str, ...]:
        """What others call it by: its name, its ARN, its `id`."""
        identity, kind = identify(instance), TYPES[instance.type]
        if identity is None:
            return ()
        place = instance.placement
        words = {"partition": place.partition, "region": place.region, "account": place.account}
        id = kind.id.format_map(words | {"name": identity.name, "arn": identity.arn})
        return identity.name, identity.arn, id

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

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str, str, str], str]:
        """The ARNs of resources by kind, account, region and any of their names."""
        found: dict[tuple[str, str, str, str], str] = {}
        for instance in self._world.resources:
            kind = TYPES.get(instance.type)
            row, identity = (kind.row if kind else None), identify(instance)
            if isinstance(row, ResourceType) and identity is not None:
                place = instance.placement
                for name in self._names_of(instance):
                    found[row.name, place.account, place.region, name] = identity.arn
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
            yield self._arn(text, of, instance)

    def _arn(self, text: str, row: ResourceType, instance: Instance) -> str:
        place = instance.placement
        known = self._by_name.get((row.name, place.account, place.region, text))
        symbol = only_symbol(text)
        if known is not None or (symbol.shape if symbol else text).startswith("arn:"):
            return known or text
        name = text.rpartition("/")[2] if text.startswith("https://") else text
        return arn_of(row, name, place, instance.unique)

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
