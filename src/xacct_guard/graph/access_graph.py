"""AccessGraph: everything that exists, indexed. It looks up; it does not judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from ..iam.arn import Arn
from ..iam.layers import KmsGrant
from ..iam.pattern import match
from ..iam.policy import Effect, Policy
from ..iam.symbol import Symbol, shown
from ..iam.truth import Truth
from ..iam.wildcard import quoted
from ..span import Node
from .container import container_of
from .model import Account, Attached, Declared, Flow, Made, Parts, Resource, Role, StateStore
from .noticed import Defaulted, Lacking, MisreadAccount, Placeholder, WrittenTwice
from .part import Known, Rest
from .pipeline import Pipeline
from .region import partition_in
from .unread import Unread

K = TypeVar("K")
T = TypeVar("T")
ANYONE = "*"
_NAME = "<name>"
"""Stands among the facts of a resource for its name, which is none of them."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A deployed template: what it declares, where."""

    name: str
    account: str
    region: str
    parts: Parts


@dataclass(frozen=True)
class AccessGraph:
    """The estate. Mappings are by ARN unless they say otherwise.

    `variables` gives, for a pipeline's place and a namespace, the output variables of the action that has
    it; `deployed` the stack that a pipeline action deploys, by (pipeline place, stage, action).
    `aliases` gives the key behind an alias of KMS, both by ARN; `grants` those on each key.
    `documents` are the S3 objects that are files here, by `s3://bucket/key`, and the specifications of builds,
    by `pipeline/artifact::name`. `loose` are policies that
    are attached to nothing: they have no say in any request. `namesakes_made` are those that one template
    or folder makes under one ARN; the mappings hold the last of them. `attached` are policies that are
    written apart, with what each is attached to, whether or not that is here. `made` is everything that
    templates make, of whatever type. `unread` is what of live accounts nobody knows.

    A graph may be a part of an estate, one account: its mappings then have what belongs to that account, and
    give by ARN whatever there is. `whole` has the resources of all the estate, `rest` reads its principals.
    """

    accounts: Mapping[str, Account] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    pipelines: tuple[Pipeline, ...] = ()
    calls: Mapping[str, tuple[Declared, ...]] = field(default_factory=dict)
    documents: Mapping[str, Node] = field(default_factory=dict)
    variables: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    deployed: Mapping[tuple[str, str, str], Stack] = field(default_factory=dict)
    placeholders: tuple[Placeholder, ...] = ()
    misread: tuple[MisreadAccount, ...] = ()
    organization: str | None = None
    flows: tuple[Flow, ...] = ()
    loose: tuple[Policy, ...] = ()
    attached: tuple[Attached, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    grants: Mapping[str, tuple[KmsGrant, ...]] = field(default_factory=dict)
    states: tuple[StateStore, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    defaults: tuple[Defaulted, ...] = ()
    twice: tuple[WrittenTwice, ...] = ()
    namesakes_made: tuple[tuple[Role | Resource, ...], ...] = ()
    made: tuple[Made, ...] = ()
    unread: Unread = field(default_factory=Unread)
    rest: Rest | None = None
    whole: AccessGraph | None = None

    @cached_property
    def partition(self) -> str:
        """The partition that everything here is in; `aws` where that is not one."""
        if self.whole is not None:
            return self.whole.partition
        found = {partition_in(arn) for arn in (*self.roles, *self.resources)}
        found |= self.rest.partitions if self.rest is not None else frozenset()
        return next(iter(found)) if len(found) == 1 else "aws"

    @property
    def usual_region(self) -> str:
        """Where something is asked of which nobody says where: the Region of the first pipeline."""
        every = (self.whole or self).pipelines
        return next((pipeline.region for pipeline in every), "us-east-1")

    def meant(self, action: str, arn: str) -> str:
        """The ARN that a request on an alias is about: the key behind it.

        Only what manages the alias is about the alias itself (KMS developer guide, alias-access.html).
        """
        return arn if action.lower().endswith("alias") else self.behind(arn)

    def behind(self, arn: str) -> str:
        """The ARN of the key behind an alias, any other as it is.

        Behind an alias that nobody holds is some key of its account. What AWS made itself is known by
        its alias alone.
        """
        of_account, alias, name = arn.partition(":alias/")
        if not alias or name.startswith("aws/"):
            return arn
        return self.aliases.get(arn) or f"{of_account}:key/{Symbol(f'the key behind {shown(arn)}')}"

    def resource(self, arn: str) -> Resource | None:
        """The resource an ARN is, or is part of (an object of a bucket), or what stands for all such."""
        if (found := self.resources.get(arn)) is not None:
            return found
        container = container_of(arn)
        if container is not None and (found := self.resources.get(container)) is not None:
            return found
        every = self.whole._for_all if self.whole is not None else self._for_all
        return next((each for each in every if arn.startswith(each.arn[:-1])), None)

    @cached_property
    def _for_all(self) -> tuple[Resource, ...]:
        """What is known of all resources of a type in an account and region: its ARN ends in `*`."""
        return tuple(each for each in self.resources.values() if each.name == "*")

    def of_type(self, type: str) -> tuple[Resource, ...]:
        """Every resource of a type, as `kms:key`."""
        return self._of_each_type.get(type, ())

    @cached_property
    def _of_each_type(self) -> Mapping[str, tuple[Resource, ...]]:
        return _grouped(self.resources.values(), lambda resource: resource.type)

    def things_in(self, account: str, type: str) -> tuple[Resource, ...]:
        """The resources of a type in an account, whichever it is."""
        return tuple(each for each in self.resources_of(account) if each.type == type)

    def resources_of(self, account: str) -> tuple[Resource, ...]:
        """The resources of an account, whichever it is."""
        if self.whole is not None:
            return self.whole.resources_of(account)
        return self._of_each_owner.get(account, ())

    @cached_property
    def _of_each_owner(self) -> Mapping[str, tuple[Resource, ...]]:
        return _grouped(self.resources.values(), lambda resource: resource.account)

    def named(self, type: str, name: str | None) -> tuple[Resource, ...]:
        """The resources of a type that have this name, in whichever account."""
        if self.whole is not None:
            return self.whole.named(type, name)
        return self._of_each_fact.get((type, _NAME, name or ""), ())

    def telling(self, type: str, fact: str, text: str | None) -> tuple[Resource, ...]:
        """The resources of a type whose fact of this name says this text, or lists it."""
        if self.whole is not None:
            return self.whole.telling(type, fact, text)
        return self._of_each_fact.get((type, fact, text or ""), ())

    @cached_property
    def _of_each_fact(self) -> Mapping[tuple[str, str, str], tuple[Resource, ...]]:
        """The resources by type, and by their name and what each of their facts says."""
        found: dict[tuple[str, str, str], list[Resource]] = {}
        for resource in self.resources.values():
            said = [
                (fact, each.text) for fact, node in resource.facts.items() for each in _each(node)
            ]
            for fact, text in dict.fromkeys(((_NAME, resource.name), *said)):
                if text:
                    found.setdefault((resource.type, fact, text), []).append(resource)
        return {key: tuple(resources) for key, resources in found.items()}

    def made_out(
        self, type: str, tell: Callable[[Resource], str | None], text: str
    ) -> tuple[Resource, ...]:
        """The resources of a type, in whichever account, of which a function tells this text."""
        if self.whole is not None:
            return self.whole.made_out(type, tell, text)
        if (type, tell) not in self._made_out:
            self._made_out[type, tell] = _grouped(self.of_type(type), tell)
        return self._made_out[type, tell].get(text, ())

    @cached_property
    def _made_out(
        self,
    ) -> dict[
        tuple[str, Callable[[Resource], str | None]], Mapping[str | None, tuple[Resource, ...]]
    ]:
        """The resources by what functions tell of them."""
        return {}

    def roles_in(self, account: str) -> tuple[Role, ...]:
        """The roles of an account."""
        own = self._of_each_account.get(account, ())
        return self.rest.roles_in(account) if not own and self.rest is not None else own

    @cached_property
    def _of_each_account(self) -> Mapping[str, tuple[Role, ...]]:
        return _grouped(self.roles.values(), lambda role: role.account)

    def in_stack(self, stack: str) -> tuple[Role | Resource, ...]:
        """The roles and resources that a stack makes, the roles first."""
        return self._of_each_stack.get(stack, ())

    @cached_property
    def _of_each_stack(self) -> Mapping[str, tuple[Role | Resource, ...]]:
        every: tuple[Role | Resource, ...] = (*self.roles.values(), *self.resources.values())
        return _grouped(every, lambda made: made.place.partition("/")[0])

    def account_name(self, id: str) -> str:
        """The name the configuration gives an account, with its id."""
        account = self.accounts.get(id)
        return f"{account.name} ({id})" if account else shown(id)

    def namesakes(self, arn: str) -> tuple[Role, ...]:
        """Roles of the same account and name as this role ARN, under another path.

        Role names are unique within an account whatever their path, so a namesake means that the ARN itself
        does not exist (IAM user guide, reference_identifiers.html).
        """
        asked = Arn.parse(arn)
        if asked is None:
            return ()
        same = self.called(asked.account, asked.name)
        return tuple(self.roles[each] for each in same if match(quoted(each), arn) is Truth.NO)

    def called(self, account: str, name: str) -> tuple[str, ...]:
        """The ARNs of the roles and users of an account that have this name, under whatever path."""
        if self.rest is not None and account not in self._of_each_account:
            return self.rest.called(account, name)
        return self._of_each_name.get((account, name), ())

    @cached_property
    def _of_each_name(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The ARNs of the roles by account and name."""
        found: dict[tuple[str, str], list[str]] = {}
        for role in self.roles.values():
            found.setdefault((role.account, role.name), []).append(role.arn)
        return {name: tuple(arns) for name, arns in found.items()}

    def trusting(self, name: str) -> tuple[str, ...]:
        """The ARNs of the roles, wherever they are, whose trust policies may name this.

        This: an account, a principal, or `*`.
        """
        beyond = self.rest.trusting(name) if self.rest is not None else ()
        return tuple(dict.fromkeys((*self._trusting.get(name, ()), *beyond)))

    @cached_property
    def _trusting(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for role in self.roles.values():
            for name in names_in(role.trust):
                found.setdefault(name, []).append(role.arn)
        return {name: tuple(arns) for name, arns in found.items()}

    def everybody(self) -> Iterable[Role]:
        """Every role of the estate."""
        return self.rest.everybody() if self.rest is not None else self.roles.values()

    def bare(self) -> Iterable[Role]:
        """Every role of the estate with whom it lets in; what it may do stays unread where it can."""
        return self.rest.bare() if self.rest is not None else self.roles.values()

    def with_resources(self, made: Mapping[str, Resource]) -> AccessGraph:
        """The same estate with further resources, by ARN."""
        held = self.resources
        more = held.with_these(made) if isinstance(held, Known) else {**held, **made}
        return replace(self, resources=more)

    def policies(self) -> Iterable[Policy]:
        """Every policy of the estate, each once."""
        for role in self.roles.values():
            yield from filter(None, (role.trust, *role.identity, role.boundary))
        for resource in self.resources.values():
            if resource.policy:
                yield resource.policy
        yield from self.loose


def _grouped(those: Iterable[T], by: Callable[[T], K]) -> Mapping[K, tuple[T, ...]]:
    """Things by what a function says of each, in their order."""
    found: dict[K, list[T]] = {}
    for each in those:
        found.setdefault(by(each), []).append(each)
    return {key: tuple(each) for key, each in found.items()}


def names_in(policy: Policy | None) -> frozenset[str]:
    """The principals that the Allow statements of a policy name, and the accounts of these.

    `*` where one names everybody, or leaves out somebody.
    """
    allows = [s for s in policy.statements if s.effect is Effect.ALLOW] if policy else []
    if any(statement.principals is None for statement in allows):
        return frozenset({ANYONE})
    texts = {w.text for s in allows if s.principals for w in s.principals.aws}
    return frozenset({*texts, *(arn.account for arn in map(Arn.parse, texts) if arn)})


def _each(node: Node) -> tuple[Node, ...]:
    """The items of a list; the node itself where it is none."""
    return node.items or (node,)
