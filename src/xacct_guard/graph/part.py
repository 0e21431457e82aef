"""Part: one account of a large estate, judged by itself, and what it knows of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, TypeVar

from .model import Role

T = TypeVar("T")


class Rest(Protocol):
    """The principals of the estate that a graph does not hold itself, read when they are asked for.

    `accounts` are those that have some, in order; `partitions` those that they are in.
    """

    accounts: tuple[str, ...]
    partitions: frozenset[str]

    def role(self, arn: str) -> Role | None:
        """The role or user of this ARN."""

    def has(self, arn: str) -> bool:
        """Is there a role or user of this ARN?"""

    def roles_in(self, account: str) -> tuple[Role, ...]:
        """The roles and users of an account, in order."""

    def called(self, account: str, name: str) -> tuple[str, ...]:
        """The ARNs of the roles of an account that have this name, under whatever path."""

    def named(self, text: str) -> tuple[Role, ...]:
        """The roles and users that a person may mean by a name or a place, as `role/deploy`."""

    def places(self) -> Iterator[str]:
        """The places of all of them."""

    def trusting(self, name: str) -> tuple[str, ...]:
        """The ARNs of the roles whose trust policies may name this: an account, a principal, or `*`."""

    def everybody(self) -> Iterator[Role]:
        """All of them."""

    def bare(self) -> Iterator[Role]:
        """All of them with whom they let in, and nothing of what they may do."""


class Known(Mapping[str, T]):
    """Things by ARN. Iterating gives those of the part; asked for by ARN, any thing of the estate is there."""

    def __init__(
        self,
        own: Mapping[str, T],
        elsewhere: Callable[[str], T | None],
        is_there: Callable[[str], bool],
    ) -> None:
        self._own = own
        self._elsewhere = elsewhere
        self._is_there = is_there

    def __getitem__(self, arn: str) -> T:
        found = self._own.get(arn)
        if found is None:
            found = self._elsewhere(arn)
        if found is None:
            raise KeyError(arn)
        return found

    def __contains__(self, arn: object) -> bool:
        return arn in self._own or (isinstance(arn, str) and self._is_there(arn))

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def with_these(self, made: Mapping[str, T]) -> Known[T]:
        """The same with further things of its own, which go before what is known."""
        return Known({**self._own, **made}, self._elsewhere, self._is_there)
