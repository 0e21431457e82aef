"""Statements: things that have a statement, found by what the statement says.

An account has a thousand statements, and most rules are about a few of them. What tells these from the
others is looked at once for all rules: statements of many roles have the same actions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Generic, TypeVar, overload

from ..iam.arn import Arn
from ..iam.pattern import match
from ..iam.policy import Statement
from ..iam.truth import Truth

T = TypeVar("T")
Texts = tuple[str, ...]


class Statements(Generic[T]):
    """Things in an order, each with the statement that it is about. Whatever is chosen keeps the order."""

    def __init__(self, things: Iterable[T], statement_of: Callable[[T], Statement]) -> None:
        self._things = tuple(things)
        self._statements = tuple(map(statement_of, self._things))

    def __iter__(self) -> Iterator[T]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self._things[index]

    def whose_actions(self, test: Callable[[Texts], bool]) -> tuple[T, ...]:
        """Those of whose actions, or of whose not-actions, this is true: asked once for each such list."""
        return self._of(
            at
            for (actions, not_actions), those in self._of_actions.items()
            if (actions and test(actions)) or (not_actions and test(not_actions))
            for at in those
        )

    def speaking_of(self, *asked: str) -> tuple[T, ...]:
        """Those whose actions cover one of these."""
        return self._of(
            at
            for (actions, not_actions), those in self._of_actions.items()
            if any(covered(action, actions, not_actions) for action in asked)
            for at in those
        )

    def naming(self, test: Callable[[Arn], bool]) -> tuple[T, ...]:
        """Those with an ARN, in their resources or in values of conditions, of which this is true.

        It is asked once of all ARNs that differ in their last part alone, which is left out.
        """
        found = (those for arn, those in self._of_heads if test(arn))
        return self._of({at for those in found for at in those})

    @cached_property
    def on_everything(self) -> tuple[T, ...]:
        """Those on every resource, on all that some service has, or on all but some."""
        return self._of(at for at, each in enumerate(self._statements) if is_on_everything(each))

    @cached_property
    def sweeping(self) -> tuple[T, ...]:
        """Those on everything, and those of all actions but some."""
        return self._of(
            at
            for at, each in enumerate(self._statements)
            if each.not_actions or is_on_everything(each)
        )

    @cached_property
    def conditioned(self) -> tuple[T, ...]:
        """Those with a condition."""
        return self._of(at for at, each in enumerate(self._statements) if each.conditions)

    @cached_property
    def naming_principals(self) -> tuple[T, ...]:
        """Those that say to whom they speak: with Principal or NotPrincipal."""
        return self._of(
            at
            for at, each in enumerate(self._statements)
            if each.principals is not None or each.not_principals is not None
        )

    def _of(self, places: Iterable[int]) -> tuple[T, ...]:
        return tuple([self._things[at] for at in sorted(places)])

    @cached_property
    def _of_actions(self) -> dict[tuple[Texts, Texts], list[int]]:
        found: dict[tuple[Texts, Texts], list[int]] = {}
        for at, each in enumerate(self._statements):
            actions = tuple([entry.text for entry in each.actions])
            not_actions = tuple([entry.text for entry in each.not_actions])
            found.setdefault((actions, not_actions), []).append(at)
        return found

    @cached_property
    def _of_heads(self) -> tuple[tuple[Arn, list[int]], ...]:
        found: dict[str, list[int]] = {}
        for at, each in enumerate(self._statements):
            for entry in (*each.resources, *each.not_resources):
                found.setdefault(head_of(entry.text), []).append(at)
            for condition in each.conditions:
                for entry in condition.values:
                    found.setdefault(head_of(entry.text), []).append(at)
        arns = ((Arn.parse(head), those) for head, those in found.items())
        return tuple((arn, those) for arn, those in arns if arn is not None)


def head_of(entry: str) -> str:
    """An ARN up to its last part, `arn:aws:s3:::` of a bucket; empty where the entry is no ARN."""
    parts = entry.split(":", 5)
    return entry[: -len(parts[5]) or None] if len(parts) == 6 and parts[0] == "arn" else ""


def covered(action: str, actions: Iterable[str], not_actions: Iterable[str]) -> bool:
    """Does a statement with these entries of Action and NotAction speak of this action?"""
    if not_actions:
        return all(_speaks(text, action) is Truth.NO for text in not_actions)
    return any(_speaks(text, action) is Truth.YES for text in actions)


def is_on_everything(statement: Statement) -> bool:
    """Does it speak of every resource, or of all but some?"""
    if statement.not_resources:
        return True
    entries = [written.text for written in statement.resources]
    return "*" in entries or any(map(is_wide, entries))


def is_wide(resource: str) -> bool:
    """Does an entry of Resource stand for everything, or for all that a service has?

    `arn:aws:s3:::*`, `arn:aws:sagemaker:*:*:*` are as wide as `*` for the actions of the service.
    """
    if resource[-1:] not in "*/:":
        return False  # most entries, and they are asked for again and again
    last = resource[len(head_of(resource)) :]
    return not resource.strip("*") or (last != resource and not last.strip("*/:"))


@lru_cache(maxsize=1 << 14)  # a dozen rules ask of every statement whether it speaks of some action
def _speaks(pattern: str, action: str) -> Truth:
    return match(pattern, action, ignore_case=True)
