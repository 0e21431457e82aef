"""What there is to see in a live account: one file per service, each exports `LIVE`, its kinds.

The same row says how the things of a kind are listed and looked at, which is all that may be asked of an
account and all that the audit role may do, and how the answers read as a template that would make them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from .. import catalogue
from ..span import Node


@dataclass(frozen=True, slots=True)
class Ask:
    """One read-only operation of an AWS API.

    `client` and `operation` are boto3's names (`s3`, `get_bucket_policy`), `permissions` the IAM actions that
    it takes. `arguments` are JMESPath expressions over the item that was listed, which has `account`,
    `region` and `partition` beside what the service says of it (and `within`, the item of the kind it is part
    of); `fixed` are arguments that are always the same. `keep` (JMESPath) is what of the answer matters, all
    of it by default; `absent` are the error codes by which the service says that there is no such thing.
    """

    client: str
    operation: str
    permissions: tuple[str, ...]
    arguments: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, object] = field(default_factory=dict)
    keep: str = "@"
    absent: tuple[str, ...] = ()
    label: str = ""

    @property
    def key(self) -> str:
        """The name of its answer in a record."""
        return self.label or self.operation


@dataclass(frozen=True, slots=True)
class Part:
    """A resource apart that a template makes of a thing as well; `name` tells it from others of the thing.

    `facts` are what of it no property of a template could say, by the name of the fact.
    """

    cfn: str
    name: str
    properties: Node
    facts: Mapping[str, Node] = field(default_factory=dict)


def _no_parts(_record: Node) -> Iterable[Part]:
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: `name` is `service:kind`, as in the graph (`s3:bucket`).

    `lists` finds its items, each at the JMESPath `items` of the answers (every page of them), known by
    `named` (JMESPath over the item); where the items are texts they read as `{"name": text}`. `looks` are asked
    for each item. With `within` things of this kind are listed once for each item of that kind. `once` are
    kinds that are the same in every Region and asked for in one; `region` then says where an item is, if it
    is somewhere. `gone` are the error codes by which a look says that the item is no more; it is then left
    out. `drop` names members, at any depth, that never leave the answer: secrets. Of those that `veil` names
    the names stay and the values do not: the variables of an environment. `veil.bare` takes both away.

    `cfn` is the type as which it is read, `properties` make that type's properties of the record: a mapping
    from operation to what it answered (the listing's operation to the item itself). `policy`, `arn` and `id`
    are routes into the record (`get_key_policy.Policy`): to the resource's policy, to its ARN where that
    holds what AWS drew by lot, to the id that names it where no property does. `parts` are what else a
    template would make of the record.
    """

    name: str
    lists: Ask
    items: str
    named: str
    looks: tuple[Ask, ...] = ()
    within: str = ""
    once: bool = False
    region: str = ""
    gone: tuple[str, ...] = ()
    drop: frozenset[str] = frozenset()
    veil: frozenset[str] = frozenset()
    cfn: str = ""
    properties: Callable[[Node], Node] | None = None
    policy: str = ""
    arn: str = ""
    id: str = ""
    parts: Callable[[Node], Iterable[Part]] = _no_parts


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of the files; one that is within another comes after it."""
    found: list[Kind] = [kind for kinds in catalogue.entries(__name__, "LIVE") for kind in kinds]
    return tuple(sorted(found, key=lambda kind: _depth(kind, {one.name: one for one in found})))


def _depth(kind: Kind, by_name: Mapping[str, Kind]) -> int:
    return 1 + _depth(by_name[kind.within], by_name) if kind.within else 0
