"""LINK: parts become one graph. References across documents and accounts are followed here, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from ..iam.grammar import parse_policy
from ..iam.layers import KmsGrant
from ..iam.policy import Policy, PolicyKind, Written
from ..iam.reference import managed_policy
from ..iam.symbol import shown
from ..read import read
from ..span import Source
from .access_graph import AccessGraph
from .apart import with_policies
from .key import key_behind
from .model import Attached, Declared, Granted, ManagedPolicy, Parts, Resource, Role

AWS_MANAGED = " (AWS managed)"


def link(parts: Iterable[Parts]) -> AccessGraph:
    """The graph of everything the parts declare.

    Policies written apart are put on what they belong to; managed policies are looked up by ARN, in
    the estate, then among those of AWS. One that nobody holds makes its role's identity layer not held.
    """
    every = tuple(parts)
    attached = tuple(each for part in every for each in part.attached)
    apart = _by_target(attached)
    roles = (_linked(role, apart) for part in every for role in part.roles)
    resources = with_policies((each for part in every for each in part.resources), attached)
    return AccessGraph(
        roles={role.arn: role for role in roles},
        resources={resource.arn: resource for resource in resources},
        pipelines=tuple(pipeline for part in every for pipeline in part.pipelines),
        calls=_by_caller((call for part in every for call in part.calls), resources),
        placeholders=tuple(left for part in every for left in part.placeholders),
        misread=tuple(account for part in every for account in part.misread),
        flows=tuple(flow for part in every for flow in part.flows),
        loose=tuple(policy for part in every for policy in part.loose),
        attached=attached,
        aliases={
            resource.arn: key_behind(resource)
            for resource in resources
            if resource.type == "kms:alias"
        },
        grants=_by_key(each for part in every for each in part.grants),
        states=tuple(each for part in every for each in part.states),
        lacking=tuple(each for part in every for each in part.lacking),
        defaults=tuple(each for part in every for each in part.defaults),
        twice=tuple(each for part in every for each in part.twice),
        namesakes_made=tuple(_namesakes_made(every)),
        made=tuple(each for part in every for each in part.made),
    )


def _namesakes_made(every: Iterable[Parts]) -> Iterator[tuple[Role | Resource, ...]]:
    """What surely exists more than once in one template or folder under one ARN."""
    found: dict[tuple[str, str], dict[str, Role | Resource]] = defaultdict(dict)
    for part in every:
        declared: tuple[Role | Resource, ...] = (*part.roles, *part.resources)
        for made in declared:
            is_certain = made.held if isinstance(made, Role) else made.policy_held
            if is_certain and made.arn and made.place:
                found[made.place.partition("/")[0], made.arn][made.place] = made
    yield from (tuple(those.values()) for those in found.values() if len(those) > 1)


def _by_target(attached: Iterable[Attached]) -> Mapping[str, tuple[Attached, ...]]:
    found: dict[str, tuple[Attached, ...]] = defaultdict(tuple)
    for each in attached:
        found[each.to] += (each,)
    return found


def _by_key(granted: Iterable[Granted]) -> Mapping[str, tuple[KmsGrant, ...]]:
    found: dict[str, tuple[KmsGrant, ...]] = defaultdict(tuple)
    for each in granted:
        found[each.to] += (each.grant,)
    return found


def _by_caller(
    calls: Iterable[Declared], resources: tuple[Resource, ...]
) -> Mapping[str, tuple[Declared, ...]]:
    """Declared calls by ARN; a name (what Ref gives) stands for the one resource that has it."""
    named: dict[str, list[str]] = defaultdict(list)
    for resource in resources:
        named[resource.name].append(resource.arn)
    found: dict[str, tuple[Declared, ...]] = defaultdict(tuple)
    for call in calls:
        for arn in named.get(call.by, [call.by]):
            found[arn] += (call,)
    return found


def left_behind(role: Role, by: AccessGraph, other: AccessGraph) -> Role | None:
    """A role that `by` had, in an estate without the stack that made it; None where it went with that.

    It keeps its managed policies: one that somebody has is not deleted.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
    """
    if role.retained is None:
        return None
    managed = {to: each for to, each in _by_target(by.attached).items() if ":policy/" in to}
    bare = replace(role, identity=role.retained, attachments=())
    return _linked(bare, {**managed, **_by_target(other.attached)})


def _linked(role: Role, apart: Mapping[str, tuple[Attached, ...]]) -> Role:
    """The role with its managed policies, its boundary and what others attach to it."""
    # Names of roles are unique in an account: one that is known by its name alone is this one.
    by_name = f"{role.arn.rpartition(':')[0]}:{'role' if role.trust else 'user'}/{role.name}"
    attached = (*apart.get(role.arn, ()), *apart.get(by_name, ()))
    given = tuple(dict.fromkeys(each.policy for each in attached))
    trusts = [policy for policy in given if policy.kind is PolicyKind.TRUST]
    boundaries = [policy for policy in given if policy.kind is PolicyKind.BOUNDARY]
    found = {written: _managed(written, apart) for written in role.managed}
    lost = tuple(shown(written.text) for written, policy in found.items() if policy is None)
    boundary = role.boundary
    if role.boundary_arn is not None:
        found_there = _managed(role.boundary_arn, apart) or _unread(role.boundary_arn)
        boundary = replace(found_there, kind=PolicyKind.BOUNDARY)
    return replace(
        role,
        identity=(
            *role.identity,
            *(policy for policy in found.values() if policy is not None),
            *(policy for policy in given if policy.kind is PolicyKind.IDENTITY),
        ),
        trust=trusts[-1] if trusts else role.trust,
        boundary=boundaries[-1] if boundaries else boundary,
        held=role.held and not lost,
        absent=role.absent or (f"managed policy {lost[0]}" if lost else None),
        attachments=(*role.attachments, *_attachments_of(found, attached)),
    )


def _attachments_of(
    found: Mapping[Written, Policy | None], attached: Iterable[Attached]
) -> Iterator[ManagedPolicy]:
    """Where the managed policies are attached, the role's own document having the ARN, or another."""
    yield from (
        ManagedPolicy(policy, arn.span) for arn, policy in found.items() if policy is not None
    )
    for each in attached:
        if each.policy.kind is PolicyKind.IDENTITY and of_aws(each.policy):
            yield ManagedPolicy(each.policy, each.span)


def _managed(arn: Written, apart: Mapping[str, tuple[Attached, ...]]) -> Policy | None:
    known = apart.get(arn.text)
    return known[0].policy if known else managed_by_aws(arn.text)


@cache
def managed_by_aws(arn: str) -> Policy | None:
    """A managed policy of AWS, as packed."""
    text = managed_policy(arn)
    if text is None:
        return None
    name = arn.rpartition("/")[2]
    return parse_policy(read(Source(f"{arn}{AWS_MANAGED}", text)), PolicyKind.IDENTITY, name)


def managed_or_unread(arn: Written) -> Policy:
    """A managed policy of AWS; what stands for it where nobody holds it."""
    name = shown(arn.text)
    missing = Policy(PolicyKind.IDENTITY, name, (), arn.span, unresolved=f"policy {name}")
    return managed_by_aws(arn.text) or missing


def of_aws(policy: Policy) -> bool:
    """Is this a managed policy of AWS, which nobody here can edit?"""
    return policy.span.source.name.endswith(AWS_MANAGED)


def _unread(arn: Written) -> Policy:
    """A boundary that nobody holds: whatever it would have decided is unknown."""
    name = shown(arn.text)
    return Policy(PolicyKind.BOUNDARY, name, (), arn.span, unresolved=f"boundary {name}")
