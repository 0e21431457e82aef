"""Single rights put together: what says the same of several actions or resources is said once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from ..iam.pattern import match
from ..iam.truth import Truth

Under = TypeVar("Under", bound=Hashable)


class Together(NamedTuple):
    """Actions and resources, each sorted; every action is for every resource."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]


def joined(asked: Iterable[tuple[str, str, Under]]) -> Iterator[tuple[Together, Under]]:
    """The fewest statements for rights of an action, on a resource, under whatever is told apart.

    Actions on the same resources are one statement, resources for the same actions another. A resource
    that another of the same action stands for is left out.
    """
    resources: dict[tuple[str, Under], list[str]] = {}
    for action, resource, under in asked:
        resources.setdefault((action, under), []).append(resource)
    actions: dict[tuple[str, Under], list[str]] = {}
    for (action, under), several in resources.items():
        for resource in apart(several):
            actions.setdefault((resource, under), []).append(action)
    together: dict[tuple[tuple[str, ...], Under], list[str]] = {}
    for (resource, under), names in actions.items():
        together.setdefault((tuple(sorted(names)), under), []).append(resource)
    for (all_of_them, under), on in sorted(together.items(), key=lambda each: each[0][0]):
        yield Together(all_of_them, tuple(sorted(on))), under


def apart(resources: Iterable[str]) -> tuple[str, ...]:
    """The resources without those that another of them stands for, sorted."""
    each = sorted(set(resources))
    return tuple(
        one for one in each if not any(one != wider and stands_for(wider, one) for wider in each)
    )


def stands_for(wider: str, one: str) -> bool:
    """Does a pattern match all that another one does? Not told of a `?`, where the other has a `*`."""
    if "?" in wider and "*" in one:
        return wider == one
    return match(wider, one) is Truth.YES
