"""UNREAD: what of live accounts is not known, for it was refused or never asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

_OF_ORGANIZATION = "organizations:"


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody knows which things of a kind an account has, or what the one is like that has the `name`.

    Without a kind it is so of all kinds. `says` tells why. What was not even asked for is no refusal:
    beside such an account the others are judged as if there were no more.
    """

    account: str
    kind: str
    name: str
    says: str
    is_refusal: bool = True

    def is_of(self, kinds: Collection[str]) -> bool:
        """Is it about one of these kinds? What stands above all accounts is no account's own."""
        if not self.kind:
            return any(not kind.startswith(_OF_ORGANIZATION) for kind in kinds)
        return self.kind in kinds


@dataclass(frozen=True)
class Unread:
    """The gaps of an estate; there are none in what templates say."""

    gaps: tuple[Gap, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gaps)

    def in_account(self, account: str, kinds: Collection[str]) -> Gap | None:
        """The gap of an account in which things of these kinds are; one of a listing before one of a look."""
        found = [gap for gap in self._by_account.get(account, ()) if gap.is_of(kinds)]
        return min(found, key=lambda gap: bool(gap.name), default=None)

    def refused(self, kinds: Collection[str]) -> Iterator[Gap]:
        """What of these kinds was asked for and refused, wherever."""
        return (gap for gap in self.gaps if gap.is_refusal and gap.is_of(kinds))

    @cached_property
    def _by_account(self) -> Mapping[str, tuple[Gap, ...]]:
        found: dict[str, list[Gap]] = {}
        for gap in self.gaps:
            found.setdefault(gap.account, []).append(gap)
        return {account: tuple(gaps) for account, gaps in found.items()}
