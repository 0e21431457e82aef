"""STACKS: which live stack is which of the templates, by its name, by its parent or by what it made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from .item import Item
from .seen import Made, Seen


class Stacks:
    """The live stack of each deployed template; `renamed` are those that the templates call otherwise."""

    def __init__(self, written: Iterable[Item], seen: Seen) -> None:
        self._seen = seen
        self._inside: dict[str, list[Item]] = defaultdict(list)
        for item in written:
            self._inside[item.label].append(item)
        self._found = {label: self._live(label) for label in sorted(self._inside, key=len)}

    def of(self, item: Item) -> Made | None:
        """The live stack that something of the templates is in; None where none is known to be it."""
        return self._found.get(item.label)

    @property
    def arns(self) -> frozenset[str]:
        """The stacks that the templates tell of."""
        return frozenset(one.arn for one in self._found.values() if one is not None)

    def renamed(self) -> Mapping[str, Made]:
        """The stacks that are live under another name than the templates give them."""
        return {
            label: one
            for label, one in self._found.items()
            if one is not None and "/" not in label and one.name != label.partition(" in ")[0]
        }

    def _live(self, label: str) -> Made | None:
        name, inside = label.partition(" in ")[0], self._inside[label]
        there = [one for one in self._seen.stacks if _may_hold(one, inside)]
        parent, _, logical = label.rpartition("/")
        if parent:
            return self._nested(parent, logical) or _only(_alike(there, inside))
        return _only([one for one in there if one.name == name]) or _only(_alike(there, inside))

    def _nested(self, parent: str, logical: str) -> Made | None:
        above = self._found.get(parent) if parent in self._inside else None
        physical = (above.resources or {}).get(logical, ("", ""))[1] if above else ""
        return _only([one for one in self._seen.stacks if physical and one.arn == physical])


def _may_hold(stack: Made, inside: Iterable[Item]) -> bool:
    """Is it where all these are?"""
    return all(one.account == stack.account and one.region in ("", stack.region) for one in inside)


def _alike(stacks: Iterable[Made], inside: Iterable[Item]) -> list[Made]:
    """Those that made a thing under each of these logical ids."""
    logical = {one.logical for one in inside}
    return [one for one in stacks if one.resources is not None and logical <= set(one.resources)]


def _only(stacks: list[Made]) -> Made | None:
    return stacks[0] if len(stacks) == 1 else None
