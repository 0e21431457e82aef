"""Grants put together: as few as say the same, in an order that stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce

from ..repair.joined import apart, joined, stands_for
from .grant import Condition, Grant


def together(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """The grants of single rights as statements would give them, sorted by who carries them."""
    single = _for_several_values(tuple(_without_covered(grants)))
    return tuple(sorted(_for_several(_joined(single)), key=_place))


def _place(grant: Grant) -> tuple[object, ...]:
    return (
        *(grant.to, grant.kind, grant.optional, grant.actions, grant.resources),
        *(grant.principals, grant.conditions),
    )


def _without_covered(grants: Iterable[Grant]) -> Iterator[Grant]:
    """The grants without those that another stands for, which is then needed by both."""
    alike: dict[tuple[object, ...], list[Grant]] = {}
    for grant in grants:
        key = (grant.kind, grant.to, grant.principals, grant.actions)
        alike.setdefault(key, []).append(grant)
    for those in alike.values():
        yield from _widest(those)


def _widest(grants: list[Grant]) -> Iterator[Grant]:
    """Of grants that differ in resource and conditions alone, those that none of the others covers."""
    kept: list[Grant] = []
    for grant in sorted(grants, key=lambda one: (one.optional, len(one.conditions))):
        at = next((n for n, wider in enumerate(kept) if _covers(wider, grant)), None)
        if at is not None:
            kept[at] = _needed_by_both(kept[at], grant)
            continue
        covered = [one for one in kept if _covers(grant, one)]
        kept = [one for one in kept if one not in covered]
        kept.append(reduce(_needed_by_both, covered, grant))
    yield from kept


def _covers(wider: Grant, grant: Grant) -> bool:
    if not all(any(_holds(one, each) for each in grant.conditions) for one in wider.conditions):
        return False
    return all(any(_stands_for(one, each) for one in wider.resources) for each in grant.resources)


def _holds(condition: Condition, given: Condition) -> bool:
    """Is a condition met by all that meets another on the same key?"""
    if condition[1] != given[1] or condition[0].startswith("Arn") != given[0].startswith("Arn"):
        return condition == given
    if condition[0].endswith("Equals") and (
        given[0] != condition[0] or not _is_mergeable(condition)
    ):
        return condition == given
    return all(any(_stands_for(one, each) for one in condition[2]) for each in given[2])


def _stands_for(wider: str, one: str) -> bool:
    return wider == one or stands_for(wider, one)


def _needed_by_both(one: Grant, other: Grant) -> Grant:
    return replace(
        one,
        optional=one.optional and other.optional,
        needed_by=tuple(dict.fromkeys((*one.needed_by, *other.needed_by))),
    )


def _for_several_values(grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """Grants that differ in the value of one condition alone in one, whose condition has both values."""
    for key in sorted({key for grant in grants for _, key, _ in grant.conditions}):
        alike: dict[object, list[Grant]] = {}
        for grant in grants:
            alike.setdefault(_but_for(key, grant), []).append(grant)
        grants = tuple(_with_values(key, those) for those in alike.values())
    return grants


def _but_for(key: str, grant: Grant) -> object:
    """The grant without the values of a key, and how they are compared; itself where it has no such."""
    asked = [one for one in grant.conditions if one[1] == key]
    if len(asked) != 1 or not _is_mergeable(asked[0]):
        return grant
    others = tuple(one for one in grant.conditions if one[1] != key)
    return replace(grant, conditions=others, needed_by=()), asked[0][0].startswith("Arn")


def _is_mergeable(condition: Condition) -> bool:
    """Do the values say the same when they are compared as patterns?"""
    operator, _, values = condition
    if operator.endswith("Equals"):
        return not any("?" in value or "${" in value for value in values)
    return operator.endswith("Like")


def _with_values(key: str, grants: list[Grant]) -> Grant:
    if len(grants) == 1:
        return grants[0]
    asked = [one for grant in grants for one in grant.conditions if one[1] == key]
    values = apart(value for _, _, values in asked for value in values)
    operator = next((one for one, _, _ in asked if one.endswith("Like")), asked[0][0])
    others = (one for one in grants[0].conditions if one[1] != key)
    both = replace(grants[0], conditions=tuple(sorted((*others, (operator, key, values)))))
    return reduce(_needed_by_both, grants[1:], both)


def _joined(single: tuple[Grant, ...]) -> Iterator[Grant]:
    """Actions for the same resources, and resources for the same actions, in one grant each."""
    needed: dict[tuple[str, str, Grant], tuple[str, ...]] = {}
    for grant in single:
        (action,), resource = grant.actions, "".join(grant.resources)
        needed[action, resource, _under(grant)] = grant.needed_by
    for (actions, resources), under in joined(needed):
        by = dict.fromkeys(
            who
            for action in actions
            for resource in resources
            for who in needed.get((action, resource, under), ())
        )
        yield replace(
            under,
            actions=actions,
            resources=tuple(filter(None, resources)),
            needed_by=tuple(sorted(by)),
        )


def _under(grant: Grant) -> Grant:
    """All that a grant says but for its actions and resources."""
    return replace(grant, actions=(), resources=(), needed_by=())


def _for_several(grants: Iterable[Grant]) -> Iterator[Grant]:
    """Principals that need the same in one grant."""
    alike: dict[Grant, list[Grant]] = {}
    for grant in grants:
        alike.setdefault(replace(grant, principals=(), needed_by=()), []).append(grant)
    for same, those in alike.items():
        yield replace(
            same,
            principals=tuple(sorted({who for grant in those for who in grant.principals})),
            needed_by=tuple(sorted({by for grant in those for by in grant.needed_by})),
        )
