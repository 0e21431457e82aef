"""Roles and users of a plan or folder, with every policy that it gives them.

Reference: registry.terraform.io/providers/hashicorp/aws/latest/docs, the resources `aws_iam_*`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from ..graph.link import managed_or_unread
from ..graph.model import Attached, ManagedPolicy, Role
from ..graph.tags import Tags
from ..iam.policy import Policy, PolicyKind, Written
from ..iam.symbol import shown
from ..services import ResourceType
from ..span import Node
from .identity import arn_of, identify
from .instance import Instance, World
from .policies import doubted, policy_of
from .types import TYPES
from .types.identity import INLINE, JOINED, MANAGED, ONLY_INLINE, ONLY_MANAGED
from .value import unknown_in

_T = TypeVar("_T")

_KINDS = {"aws_iam_role": "role", "aws_iam_user": "user", "aws_iam_group": "group"}


@dataclass(frozen=True, slots=True)
class _Who:
    """A role, user or group, by kind, account and name."""

    kind: str
    account: str
    name: str


@dataclass(slots=True)
class _Held:
    """What one principal has: policies, and ARNs of policies held elsewhere; what is missing."""

    policies: list[Policy] = field(default_factory=list)
    managed: list[Written] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    attachments: list[ManagedPolicy] = field(default_factory=list)


class Principals:
    """The roles and users of a world, and the policies it attaches to those of others."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._documents: dict[tuple[str, PolicyKind], Policy] = {}

    def roles(self) -> Iterator[Role]:
        """Roles and users."""
        for who, instance in self._declared.items():
            if who.kind != "group":
                yield self._role(who, instance)

    def attached(self) -> Iterator[Attached]:
        """Managed policies under their own ARNs; what groups have, and principals declared elsewhere."""
        for arn, instance in self._managed.items():
            yield Attached(arn, self._document(instance), instance.span)
        for who, instance in _pairs(self._inline):
            if (to := self._elsewhere(who, instance)) is not None:
                yield Attached(to, self._document(instance), instance.span)
        for who, (written, instance) in _pairs(self._attachments):
            if (to := self._elsewhere(who, instance)) is not None:
                yield Attached(to, self._of_arn(written, instance), instance.span)
        for who, instance in self._declared.items():
            if who.kind == "group" and (identity := identify(instance)) is not None:
                yield from self._given(identity.arn, self._held(who, instance), instance)
        yield from self._of_joined()

    def _of_joined(self) -> Iterator[Attached]:
        """What users who are declared elsewhere have by groups that they are put into here."""
        for type, (users, groups) in JOINED.items():
            for joining in self._world.of(type):
                held, account = _Held(), joining.placement.account
                for group in _texts(joining, groups):
                    self._take_group(held, _Who("group", account, group.text))
                for user in _texts(joining, users):
                    to = self._elsewhere(_Who("user", account, user.text), joining)
                    yield from self._given(to, held, joining) if to is not None else ()

    def _given(self, to: str, held: _Held, instance: Instance) -> Iterator[Attached]:
        """All that somebody has, and what stands for that of which nobody knows."""
        every = (*held.policies, *(self._of_arn(arn, instance) for arn in held.managed))
        at = instance.span
        lost = (Policy(PolicyKind.IDENTITY, name, (), at, unresolved=name) for name in held.absent)
        for policy in (*every, *lost):
            yield Attached(to, doubted(policy, instance), at)

    def _elsewhere(self, who: _Who, instance: Instance) -> str | None:
        """The ARN of a principal that this world only names; None for those it declares."""
        row = TYPES[f"aws_iam_{who.kind}"].row
        if who in self._declared or not isinstance(row, ResourceType):
            return None
        if who.name.startswith("arn:"):
            return who.name
        return arn_of(row, who.name, instance.placement, instance.unique)

    def _of_arn(self, arn: Written, instance: Instance) -> Policy:
        """The managed policy of an ARN, here or among those of AWS."""
        if (managed := self._managed.get(arn.text)) is not None:
            return self._document(managed)
        return doubted(managed_or_unread(arn), instance)

    def _role(self, who: _Who, instance: Instance) -> Role:
        held = self._held(who, instance)
        absent = ", ".join(dict.fromkeys(filter(None, (instance.doubt, *held.absent))))
        boundary, boundary_arn = self._boundary(instance)
        identity = identify(instance)
        return Role(
            arn=identity.arn if identity else "",
            account=instance.placement.account,
            name=who.name,
            path=instance.text("path") or "/",
            span=instance.span,
            trust=self._trust(instance) if who.kind == "role" else None,
            identity=tuple(dict.fromkeys(held.policies)),
            boundary=boundary,
            held=not absent,
            absent=absent or None,
            place=instance.place,
            managed=tuple(dict.fromkeys(held.managed)),
            boundary_arn=boundary_arn,
            tags=_tags(instance),
            attachments=tuple(held.attachments),
        )

    def _trust(self, instance: Instance) -> Policy:
        document, name = instance.ask("assume_role_policy"), f"trust policy of {instance.address}"
        at = instance.span
        return doubted(policy_of(self._world, document, PolicyKind.TRUST, name, at), instance)

    def _boundary(self, instance: Instance) -> tuple[Policy | None, Written | None]:
        written = instance.ask("permissions_boundary")
        if written is None or not written.text:
            return None, None
        if (managed := self._managed.get(written.text)) is None:
            return None, Written(written.text, written.span)
        return self._document(managed, PolicyKind.BOUNDARY), None

    def _held(self, who: _Who, instance: Instance) -> _Held:
        """Everything that a role, user or group is given in this world."""
        held = _Held()
        self._take_own(held, instance)
        inline = {given: self._document(given) for given in self._inline.get(who, ())}
        only = self._only(ONLY_INLINE, "policy_names", who)
        held.policies += (
            _unless_taken_away(policy, given.text("name"), only) for given, policy in inline.items()
        )
        if only is not None:
            known = {given.text("name") for given in inline}
            held.absent += (f"inline policy {shown(name)}" for name in sorted(only - known))
        only = self._only(ONLY_MANAGED, "policy_arns", who)
        for arn, given in self._attachments.get(who, ()):
            if only is None or arn.text in only:
                self._take(held, arn, given)
            else:
                held.policies.append(_unless_taken_away(self._of_arn(arn, given), arn.text, only))
        for group in self._groups_of(who):
            self._take_group(held, group)
        return held

    def _take_group(self, held: _Held, group: _Who) -> None:
        if (declared := self._declared.get(group)) is not None:
            more = self._held(group, declared)
            held.policies += more.policies
            held.managed += more.managed
            held.absent += more.absent
            held.attachments += more.attachments
        else:
            held.absent.append(f"policies of group {shown(group.name)}")

    def _take_own(self, held: _Held, instance: Instance) -> None:
        """The policies that the role's own arguments give it."""
        blocks = instance.ask("inline_policy")
        for block in blocks.items if blocks is not None else ():
            named, document = block.get("name"), block.get("policy")
            if document is None and unknown_in(block) is None:
                continue  # an empty block means: none but these
            name = (named.text if named is not None else None) or instance.address
            given = document if document is not None else block
            found = policy_of(self._world, given, PolicyKind.IDENTITY, shown(name), block.span)
            held.policies.append(found)
        for arn in _texts(instance, "managed_policy_arns"):
            self._take(held, arn, instance)

    def _take(self, held: _Held, arn: Written, given: Instance) -> None:
        if arn.text in self._managed or given.doubt is not None:
            policy = doubted(self._of_arn(arn, given), given)
            held.policies.append(policy)
            held.attachments.append(ManagedPolicy(policy, arn.span))
        else:
            held.managed.append(arn)

    def _only(
        self, types: Mapping[str, Mapping[str, str]], argument: str, who: _Who
    ) -> frozenset[str] | None:
        """What alone a principal keeps, where a resource says so; None where none does."""
        lists = [
            [each.text for each in _texts(instance, argument)]
            for found, instance in _given(self._world, types)
            if found == who
        ]
        return frozenset(text for each in lists for text in each) if lists else None

    def _groups_of(self, who: _Who) -> Iterator[_Who]:
        if who.kind != "user":
            return
        for type, (users, groups) in JOINED.items():
            for joining in self._world.of(type):
                if self._names(joining, users, who):
                    for group in _texts(joining, groups):
                        yield _Who("group", who.account, group.text)

    def _names(self, instance: Instance, argument: str, who: _Who) -> bool:
        same = instance.placement.account == who.account
        return same and any(user.text == who.name for user in _texts(instance, argument))

    def _document(self, instance: Instance, kind: PolicyKind = PolicyKind.IDENTITY) -> Policy:
        """The document of a policy that is a resource."""
        key = (instance.address, kind)
        if key not in self._documents:
            document, name = instance.ask("policy"), instance.address
            policy = policy_of(self._world, document, kind, name, instance.span)
            self._documents[key] = doubted(policy, instance)
        return self._documents[key]

    @cached_property
    def _declared(self) -> Mapping[_Who, Instance]:
        found = {}
        for instance in self._world.of(*_KINDS):
            if (identity := identify(instance)) is not None:
                account = instance.placement.account
                found[_Who(_KINDS[instance.type], account, identity.name)] = instance
        return found

    @cached_property
    def _managed(self) -> Mapping[str, Instance]:
        """The managed policies of this world, by ARN."""
        found = ((identify(each), each) for each in self._world.of("aws_iam_policy"))
        return {identity.arn: each for identity, each in found if identity is not None}

    @cached_property
    def _inline(self) -> Mapping[_Who, list[Instance]]:
        """The inline policies that are resources, by whose they are."""
        found: dict[_Who, list[Instance]] = {}
        for who, instance in _given(self._world, INLINE):
            found.setdefault(who, []).append(instance)
        return found

    @cached_property
    def _attachments(self) -> Mapping[_Who, list[tuple[Written, Instance]]]:
        """The ARNs of managed policies that are attached, by to whom."""
        found: dict[_Who, list[tuple[Written, Instance]]] = {}
        for who, instance in _given(self._world, MANAGED):
            for arn in (*_texts(instance, "policy_arn"), *_texts(instance, "policy_arns")):
                found.setdefault(who, []).append((arn, instance))
        return found


def _unless_taken_away(policy: Policy, name: str | None, only: frozenset[str] | None) -> Policy:
    """A policy that one resource gives; whether it stays is not known where another takes it away."""
    if only is None or name in only:
        return policy
    return replace(policy, statements=(), unresolved=f"whether {policy.name} stays attached")


def _pairs(found: Mapping[_Who, list[_T]]) -> Iterator[tuple[_Who, _T]]:
    return ((who, each) for who, given in found.items() for each in given)


def _given(world: World, types: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[_Who, Instance]]:
    for instance in world.of(*types):
        for argument, kind in types[instance.type].items():
            for name in _texts(instance, argument):
                yield _Who(kind, instance.placement.account, name.text), instance


def _texts(instance: Instance, argument: str) -> Iterator[Written]:
    """The texts of an argument that is a text or a list of them."""
    given: Node | None = instance.ask(argument)
    for item in given.items if given is not None else ():
        if item.text:
            yield Written(item.text, item.span)


def _tags(instance: Instance) -> Tags:
    """The tags of a role or user; `tags_all`, which a plan may know, has those of the provider as well."""
    every = instance.ask("tags_all")
    if every is not None and every.mapping and instance.doubt is None:
        return Tags.read(every)
    return Tags.read(instance.ask("tags"), whole=False)
