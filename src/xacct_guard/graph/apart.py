"""Resource policies that are written apart from what they stand on, put there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..iam.arn import Arn
from ..iam.policy import Policy, PolicyKind
from ..iam.symbol import shown
from .container import container_of
from .model import Attached, Resource


def with_policies(
    resources: Iterable[Resource], attached: Iterable[Attached]
) -> tuple[Resource, ...]:
    """The resources with every policy that stands on them, and those known by their policy alone."""
    known = {resource.arn: resource for resource in resources}
    apart: dict[str, list[Attached]] = defaultdict(list)
    for each in attached:
        if each.policy.kind is PolicyKind.RESOURCE:
            apart[each.to].append(each)
    undeclared = (_undeclared(each) for arn, (each, *_) in apart.items() if arn not in known)
    every = (*known.values(), *filter(None, undeclared))
    held = {each.arn: _with_those(each, apart) for each in every}
    return tuple(_or_of_container(each, held) for each in held.values())


def _or_of_container(resource: Resource, held: Mapping[str, Resource]) -> Resource:
    """The resource with the policy of what it is part of, where it has none of its own."""
    whole = held.get(container_of(resource.arn) or "") if resource.policy is None else None
    if whole is None:
        return resource
    return replace(resource, policy=whole.policy, policy_held=whole.policy_held)


def _undeclared(attached: Attached) -> Resource | None:
    """A resource that no document declares; `*` stands for all of its type there.

    What adds to a policy is not the whole of it.
    """
    arn, place = Arn.parse(attached.to), attached.place
    if place is None or arn is None:
        return None
    return Resource(
        arn=attached.to,
        type=attached.of,
        account=arn.account or place.account,
        region=arn.region or place.region,
        name=arn.name,
        span=attached.span,
        policy_held=not attached.adds,
        place=shown(attached.to),
        described=False,
    )


def _with_those(resource: Resource, apart: dict[str, list[Attached]]) -> Resource:
    everybody = f"{resource.arn.removesuffix(resource.name)}*"
    found = [
        each for arn in dict.fromkeys((resource.arn, everybody)) for each in apart.get(arn, ())
    ]
    if not found:
        return resource
    whole = tuple(dict.fromkeys(each.policy for each in found if not each.adds))
    added = [each.policy for each in found if each.adds]
    policy = _one_of(whole, resource) if whole else resource.policy
    return replace(resource, policy=_sum(filter(None, (policy, *added))))


def _one_of(policies: tuple[Policy, ...], resource: Resource) -> Policy:
    """The policy in force. Of several nobody can tell: each replaces the other."""
    if len(policies) == 1:
        return policies[0]
    doubtful = next((policy.unresolved for policy in policies if policy.unresolved), None)
    names = " or ".join(f"`{policy.name}`" for policy in policies)
    reason = doubtful or f"which policy {shown(resource.place)} has, {names}"
    return replace(policies[-1], statements=(), unresolved=reason)


def _sum(policies: Iterator[Policy]) -> Policy:
    """One policy of the statements of all."""
    first, *others = policies
    return replace(
        first,
        statements=tuple(statement for each in (first, *others) for statement in each.statements),
        unresolved=next((each.unresolved for each in (first, *others) if each.unresolved), None),
    )
