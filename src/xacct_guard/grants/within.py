"""Within: comparisons over the requests that can be made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..iam import reference
from ..iam.compare import CannotTell, Comparison, Family, NoNewAccess, Witness, compare
from ..iam.layers import Layer, Layers
from ..iam.policy import Effect, Policy, PolicyKind, Principals, Statement, Written
from ..span import Source, Span

_HERE = Span(Source("(requests that nobody can make)", ""))
STAR = (Written("*", _HERE),)
PATIENCE = 5.0
"""Seconds for one comparison: a proof may take longer than what is told while somebody waits."""
_FREE = re.compile(r"\$\{([^}]*)\}")
_ENDS = {"Region": "*-?", "Account": "?" * 12}
"""No star at the end of a part: what AWS makes of one before a colon is not known."""


def possible(old: Layers, new: Layers, family: Family) -> Comparison:
    """The comparison over requests that can be made, as far as the reference knows.

    An action on a resource of a type that it does not take is no request that anybody can make.
    """
    said = compare(old, new, family, seconds=PATIENCE)
    if not isinstance(said, Witness) or said.usual or said.request.resource == "*":
        return said
    partition = said.request.resource.split(":")[1]
    impossible = tuple(_impossible(new, partition))
    policy = Policy(PolicyKind.IDENTITY, "requests that nobody can make", impossible, _HERE)
    more = Layer((*old.identity.policies, policy))
    there = Layer((*old.resource.policies, policy))
    return compare(replace(old, identity=more, resource=there), new, family, seconds=PATIENCE)


def worst(said: Iterable[Comparison]) -> Comparison:
    """A witness, else what cannot be told, else a proof."""
    every = tuple(said)
    for kind in (Witness, CannotTell):
        for one in every:
            if isinstance(one, kind):
                return one
    return NoNewAccess()


def loosened(policy: Policy) -> Policy:
    """More than the policy allows: without what denies, and without conditions.

    But for those that tell who comes from an identity provider.
    """
    return replace(
        policy,
        statements=tuple(
            one if one.principals and one.principals.federated else replace(one, conditions=())
            for one in policy.statements
            if one.effect is Effect.ALLOW
        ),
    )


def _impossible(new: Layers, partition: str) -> Iterator[Statement]:
    """Allow each action that is named to the letter on whatever is of no type that it takes."""
    alike: dict[tuple[str, ...], set[str]] = {}
    for policy in (*new.identity.policies, *new.resource.policies):
        for action in _named(policy):
            if (types := resources_of(action, partition)) is not None:
                alike.setdefault(types, set()).add(action)
    for number, (types, actions) in enumerate(alike.items()):
        yield Statement(
            *(Effect.ALLOW, _HERE, "requests that nobody can make", number),
            principals=Principals(aws=STAR),
            actions=tuple(Written(one, _HERE) for one in sorted(actions)),
            not_resources=tuple(Written(one, _HERE) for one in types),
        )


def _named(policy: Policy) -> Iterator[str]:
    for statement in policy.statements:
        if statement.effect is Effect.ALLOW:
            for written in statement.actions:
                if "*" not in written.text and "?" not in written.text:
                    yield written.text


def resources_of(action: str, partition: str) -> tuple[str, ...] | None:
    """The patterns of the resources that an action takes; None where the reference does not say."""

    def free(name: re.Match[str]) -> str:
        return partition if name[1] == "Partition" else _ENDS.get(name[1], "*")

    known = reference.action(action)
    service = reference.service(action.partition(":")[0]) if known else None
    if known is None or service is None or not known.resource_types:
        return None
    types = [service.resource_types.get(one.name) for one in known.resource_types]
    if not all(types):
        return None
    return tuple(sorted({_FREE.sub(free, arn) for one in types if one for arn in one.arns}))
