"""Nearness: which access paths have to do with an account.

Those that go through it; those that go through what its policies name; and those that share a thing with
these, since what one writes the other reads. A group of models that lets in anybody is near to all: who
trains may be anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..graph.access_graph import ANYONE, AccessGraph, names_in
from ..iam.arn import Arn
from ..iam.policy import Policy
from ..trace import AccessPath

_BUCKET = "arn:[^:]+:s3:::[^/*?$]+"
_GROUP = "sagemaker:model-package-group"
_TOLD = re.compile(rf"{_BUCKET}|\b\d{{12}}\b")


class Nearness:
    """The paths of an estate, by the accounts and the things that they go through."""

    def __init__(self, graph: AccessGraph, paths: tuple[AccessPath, ...]) -> None:
        self._graph, self._paths = graph, paths
        self._through = tuple(frozenset(_things(path, graph)) for path in paths)
        self._by_thing: dict[str, list[int]] = {}
        for number, things in enumerate(self._through):
            for thing in things:
                self._by_thing.setdefault(thing, []).append(number)

    def paths(self, account: str, own: AccessGraph) -> tuple[AccessPath, ...]:
        """The paths near to an account whose principals are in `own`, in their order."""
        if not self._paths:
            return ()
        through = self._by_thing.get(account, ())
        shared = {thing for number in through for thing in self._through[number] if ":" in thing}
        near = {account, *self._named(account, own), *shared}
        numbers = {number for thing in near for number in self._by_thing.get(thing, ())}
        return tuple(self._paths[number] for number in sorted(numbers))

    def _named(self, account: str, own: AccessGraph) -> Iterator[str]:
        """The accounts and buckets that the policies of an account speak of."""
        policies = [*own.policies()]
        policies += [each.policy for each in self._graph.resources_of(account) if each.policy]
        seen = {text for policy in policies for text in _texts(policy)}
        for text in seen:
            yield from _TOLD.findall(text)
        groups = self._graph.things_in(account, _GROUP)
        if any(ANYONE in names_in(group.policy) for group in groups):
            yield from self._by_thing


def _texts(policy: Policy) -> Iterator[str]:
    for statement in policy.statements:
        written = [*statement.resources, *statement.not_resources]
        written += statement.principals.aws if statement.principals else ()
        written += (value for condition in statement.conditions for value in condition.values)
        yield from (each.text for each in written)


def _things(path: AccessPath, graph: AccessGraph) -> Iterator[str]:
    """The accounts that a path goes through, and the ARNs of who asks there and of what is asked for."""
    yield path.pipeline.account
    for hop in (*path.hops, *path.optional, *path.beyond):
        yield hop.step.account
        yield from _owned((hop.step.principal, hop.step.resource), graph)


def _owned(arns: Iterable[str], graph: AccessGraph) -> Iterator[str]:
    for text in arns:
        held, arn = graph.resource(text), Arn.parse(text)
        if arn is not None:
            yield held.arn if held is not None else text
            yield held.account if held is not None else arn.account
