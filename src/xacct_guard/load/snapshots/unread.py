"""What a snapshot says could not be read, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from ...graph.unread import Gap
from ...live import kinds
from ...snapshot.rows import Missing

_OF_ORGANIZATION = "organizations:"
_WHICH_REGIONS = "describe_regions"
_IN_WORDS = frozenset({"RegionDisabled", "AccountNotActive", "NotAsked", "NoRole"})
"""Errors that are the collector's own: their message says all that there is to say."""
_NOT_ASKED = frozenset({"NotAsked", "AccountNotActive"})
_NOTIFIES = "get_bucket_notification_configuration"
_MOST = 3


class Unread:
    """The operations that were refused."""

    def __init__(self, missing: Iterable[Missing]) -> None:
        self._told: dict[_Alike, list[Missing]] = defaultdict(list)
        self._listings: dict[tuple[str, str], dict[str, Missing]] = defaultdict(dict)
        self._rows = tuple(missing)
        for each in self._rows:
            self._told[_alike(each)].append(each)
            if not each.name and not _is_about_regions(each):
                self._listings[each.account, each.region][each.kind] = each

    def listing(self, account: str, region: str, kind: str) -> str | None:
        """Why nobody knows which things of a kind there are; None where that is known.

        A row without a kind is about all that is in the Region, one without a Region about all of the
        account: it was not entered. Of an account that was asked for its organization alone, that is known.
        """
        places = ((account, region), (account, ""))
        of_places = (self._listings.get(place, {}) for place in places)
        rows = (row for found in of_places for row in (found.get(kind), found.get("")) if row)
        missing = next((row for row in rows if not _is_beside(row, kind)), None)
        if missing is None:
            return None
        return f"{kind} of {account}, which were not read ({missing.operation}: {missing.error})"

    def gaps(self) -> Iterator[Gap]:
        """What nobody knows, by account and kind: what is within a kind that was not listed as well.

        In a Region that is not enabled there is nothing that works.
        """
        for row in self._rows:
            is_known = row.error == "RegionDisabled" or _is_about_regions(row)
            if not is_known and not _is_of_policy(row):
                refused = row.error not in _NOT_ASKED
                said = f"{_about(_alike(row), [row])}: {_alike(row).because}"
                for kind in _unknown_by(row):
                    yield Gap(row.account, kind, row.name, said, refused)

    def told(self) -> Iterator[tuple[str, str]]:
        """What nobody knows, and why, as a reader is told: once for all that were refused alike."""
        for alike, rows in self._told.items():
            yield _about(alike, rows), alike.because


class _Alike(NamedTuple):
    """What refusals have in common that are told as one."""

    operation: str
    kind: str
    is_look: bool
    of_region: bool
    because: str


def _alike(row: Missing) -> _Alike:
    because = f"`{row.operation}` failed: {row.error}"
    if row.error in _IN_WORDS and row.message:
        because = row.message
    of_region = bool(row.region) and not row.kind
    return _Alike(row.operation, row.kind, bool(row.name), of_region, because)


def is_of_account(row: Missing) -> bool:
    """Does it say that an account was not entered?"""
    return not row.kind and not row.region and row.operation != _WHICH_REGIONS


def _is_about_regions(row: Missing) -> bool:
    """Is it only not known which Regions there are? Those that were asked are known then."""
    return not row.kind and not row.region and row.operation == _WHICH_REGIONS


def _unknown_by(row: Missing) -> tuple[str, ...]:
    """The kinds of whose things something is not known."""
    if row.operation == _NOTIFIES:
        return ("s3:bucket-notifications",)
    if row.name or not row.kind:
        return (row.kind,)
    notifying = ("s3:bucket-notifications",) if row.kind == "s3:bucket" else ()
    return (*_within(row.kind), *notifying)


def _is_of_policy(row: Missing) -> bool:
    """Is it a resource's policy that was refused? Of what it decides each verdict says so itself."""
    return bool(row.name) and row.operation == _policies().get(row.kind)


@cache
def _policies() -> Mapping[str, str]:
    return {kind.name: kind.policy.partition(".")[0] for kind in kinds() if kind.policy}


@cache
def _within(kind: str) -> tuple[str, ...]:
    """The kind, and those whose things are listed within things of it."""
    inside = (each.name for each in kinds() if each.within == kind)
    return (kind, *(name for one in inside for name in _within(one)))


def _is_beside(row: Missing, kind: str) -> bool:
    return row.error == "NotAsked" and kind.startswith(_OF_ORGANIZATION)


def _about(alike: _Alike, rows: list[Missing]) -> str:
    where = _where(rows)
    if not alike.kind:
        is_known = alike.of_region or alike.operation != _WHICH_REGIONS
        return where if is_known else f"which Regions are enabled in {where}"
    if not alike.is_look:
        return f"{alike.operation} of {alike.kind} in {where}"
    names = some(tuple(dict.fromkeys(f"{alike.kind}/{row.name}" for row in rows)))
    return f"{alike.operation} of {names} in {where}"


def _where(rows: list[Missing]) -> str:
    accounts = tuple(dict.fromkeys(row.account for row in rows))
    regions = tuple(dict.fromkeys(row.region for row in rows if row.region))
    named = f"account{'s' if len(accounts) > 1 else ''} {some(accounts)}"
    return f"{named} in {some(regions)}" if regions else named


def some(names: tuple[str, ...]) -> str:
    """The names, or the first of them and how many more there are."""
    shown, more = names[:_MOST], len(names) - _MOST
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
