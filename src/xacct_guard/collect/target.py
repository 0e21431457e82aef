"""The accounts that are to be collected, and the Regions of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..errors import CollectError
from .access import Access
from .reach import ACCOUNTS, REGIONS
from .refusal import Refusal

ORGANIZATION = "organization"
ENABLED = "enabled"


@dataclass(frozen=True, slots=True)
class Target:
    """An account by id and name. `whole`: of another one only what it says of the organization is asked."""

    id: str
    name: str = ""
    active: bool = True
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Account ids and Regions, or None for all that there are: of the organization, and enabled ones."""

    accounts: tuple[str, ...] | None = ()
    regions: tuple[str, ...] | None = None
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Our own account, and those that are to be collected: it is among them, if only for its organization."""

    own: Access
    targets: tuple[Target, ...]
    wanted: Wanted


def plan(wanted: Wanted, own: Access) -> Plan:
    """Who is to be asked: the accounts named (none: our own), or the organization's. Raises CollectError."""
    return Plan(own, _targets(wanted, own), wanted)


def _targets(wanted: Wanted, own: Access) -> tuple[Target, ...]:
    if wanted.accounts is None:
        return _of_organization(own)
    names = wanted.names or {}
    ids = dict.fromkeys(wanted.accounts or (own.account,))
    named = tuple(Target(id, names.get(id, "")) for id in ids)
    here = Target(own.account, names.get(own.account, ""), whole=False)
    return named if own.account in ids else (here, *named)


def _of_organization(own: Access) -> tuple[Target, ...]:
    said = own.ask(ACCOUNTS, {}, own.home)
    if isinstance(said, Refusal):
        raise CollectError(
            f"the accounts of the organization cannot be listed from {own.account}: "
            f"{said.error}: {said.message}",
            help="use credentials of the management account or of a delegated administrator, or name "
            "the accounts: `--accounts ID,ID`",
        )
    return tuple(_listed(each) for each in said["Accounts"])


def _listed(account: Mapping[str, Any]) -> Target:
    # `State` is to take the place of `Status` (organizations/latest/APIReference/API_Account.html).
    active = (account.get("State") or account.get("Status", "ACTIVE")) == "ACTIVE"
    return Target(str(account["Id"]), str(account.get("Name", "")), active)


@dataclass(frozen=True, slots=True)
class Regions:
    """The Regions that are asked, those that are disabled, and why it may not be known which are enabled."""

    asked: tuple[str, ...]
    disabled: tuple[str, ...] = ()
    unknown: Refusal | None = None


def regions(wanted: Wanted, access: Access) -> Regions:
    """The Regions of an account: those named that it has enabled, or all that it has enabled."""
    ask = replace(REGIONS, keep="Regions[].RegionName")
    said = access.ask(ask, {}, access.home)
    if isinstance(said, Refusal):
        return Regions(wanted.regions or (access.region or access.home,), unknown=said)
    if wanted.regions is None:
        return Regions(tuple(sorted(said)))
    enabled = tuple(name for name in wanted.regions if name in said)
    return Regions(enabled, tuple(name for name in wanted.regions if name not in said))
