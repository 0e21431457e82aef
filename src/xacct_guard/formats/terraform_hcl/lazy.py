"""Lazy: an object whose members are worked out when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ...span import Node, Span
from ...terraform.identity import attribute
from ...terraform.instance import Instance
from ...terraform.value import RESOURCE


class Lazy(Mapping[str, Node]):
    """Members by name; `what` is what people call the whole, `is_made` whether it is a resource."""

    def __init__(
        self, what: str, names: tuple[str, ...], value: Callable[[str], Node], *, is_made: bool
    ) -> None:
        self.is_made = is_made
        self._what = what
        self._names = names
        self._value = value

    def __getitem__(self, name: str) -> Node:
        return self._value(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __str__(self) -> str:
        return self._what


def lazy(what: str, names: tuple[str, ...], value: Callable[[str], Node], at: Span) -> Node:
    """A node with such an object."""
    return Node(Lazy(what, names, value, is_made=False), at, RESOURCE)


def resource(instance: Instance) -> Node:
    """A resource as a value: its attributes."""
    at = instance.span

    def value(name: str) -> Node:
        return attribute(instance, name, at)

    return Node(Lazy(instance.place, instance.names, value, is_made=True), at, RESOURCE)


def by_key(found: Mapping[str, Node], at: Span) -> Node:
    """What `count` and `for_each` make of one block: itself, a list, or an object by key."""
    if tuple(found) == ("",):
        return found[""]
    if any(key.startswith('["') for key in found):
        return Node({key[2:-2]: node for key, node in found.items()}, at)
    return Node(tuple(found.values()), at)
