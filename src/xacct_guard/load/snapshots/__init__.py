"""Snapshots of live accounts, as parts like those of any other document.

IAM is read as `aws iam get-account-authorization-details` prints it, everything else as the template that
would have made it, one for each account and Region; the organization tells the accounts and their control
policies. What was not read is not held, and an assumption says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from ...errors import InputError
from ...formats import Parameters
from ...formats.authorization_details import open_details
from ...formats.cloudformation.inventory import (
    LoadedInventory,
    LoadedOutputs,
    open_inventory,
)
from ...graph.model import Account, Parts, Placement
from ...graph.unread import Gap
from ...snapshot.read import Snapshot, is_snapshot
from ...snapshot.rows import Account as Collected
from ...snapshot.rows import Document
from ...span import Address, Source, Span
from ..reading import Reading
from ..stacks import Stacks
from .details import DETAILS, Details
from .inventory import Inventory
from .latest import passed_over
from .organization import OF_ORGANIZATION, Organization
from .unread import Unread

_ENDINGS = frozenset({".sqlite", ".sqlite3", ".db", ".snapshot"})


class Snapshots:
    """The snapshots among the paths. `accounts` and `organization` are what they tell of those.

    `gaps` are what they do not tell.
    """

    def __init__(
        self,
        reading: Reading,
        stacks: Stacks,
        *,
        principals: bool = True,
        opened: frozenset[str] | None = None,
    ) -> None:
        """Without `principals` these stay unread: there may be too many to hold.

        Where accounts are `opened`, what the others have stays unread too, but for the organization.
        """
        self._but = "" if principals else DETAILS
        self._of_these = opened
        self._reading = reading
        self._stacks = stacks
        self._details = Details()
        self._parts: list[Parts] = []
        self._outputs: dict[str, dict[str, LoadedOutputs]] = defaultdict(dict)
        self.accounts: dict[str, Account] = {}
        self.organization: str | None = None
        self.gaps: list[Gap] = []

    def open_all(self, paths: tuple[Path, ...], named: tuple[Path, ...] = ()) -> None:
        """Read every snapshot that is given, or lies in a folder that is, and those that are `named`."""
        given = (*_found(paths), *named)
        found = tuple({path.resolve(): path for path in given}.values())
        elsewhere = passed_over(found, self._reading.assume) if len(found) > 1 else {}
        for path in found:
            self._reading.seen.add(path.resolve())
            self._reading.attempt(partial(self._open, path, elsewhere.get(path, frozenset())))
        for name, placed in self._outputs.items():
            self._stacks.know(name, placed)

    def parts(self) -> Iterator[Parts]:
        """What is known of resources beside what a template says: grants, shares."""
        yield from self._parts

    def _open(self, path: Path, elsewhere: frozenset[str]) -> None:
        source = Source(str(path), "")
        with Snapshot(path) as snapshot:
            unread = Unread(row for row in snapshot.missing() if row.account not in elsewhere)
            organization = Organization(source, unread)
            for collected in snapshot.accounts():
                if collected.id in elsewhere:
                    continue
                self._account(collected, self._documents(snapshot, collected), unread, organization)
        self.gaps += unread.gaps()
        self.organization = organization.id or self.organization
        self.accounts = organization.accounts(self.accounts)
        self._stacks.settle(organization.units())
        for about, because in unread.told():
            self._reading.assume(about, "nothing is known of it", because)

    def _documents(self, snapshot: Snapshot, collected: Collected) -> Iterator[Document]:
        if self._of_these is None or collected.id in self._of_these:
            return snapshot.documents(collected.id, but=self._but)
        return snapshot.of_service(OF_ORGANIZATION, collected.id)

    def _account(
        self,
        collected: Collected,
        documents: Iterator[Document],
        unread: Unread,
        organization: Organization,
    ) -> None:
        source = organization.source
        if collected.collected is None:
            self.gaps.append(Gap(collected.id, "", "", self._say_unfinished(collected, source)))
        name = collected.name or collected.id
        self.accounts[collected.id] = Account(collected.id, name, _at(source, collected.id))
        inventory = Inventory(collected, unread, source)
        principals: list[Document] = []
        for document in documents:
            if document.kind == DETAILS:
                principals.append(document)
            elif document.kind.startswith(OF_ORGANIZATION):
                organization.take(document)
            else:
                inventory.take(document)
        if principals:
            self._principals(principals, collected, source)
        self._resources(inventory, collected, source)

    def _say_unfinished(self, collected: Collected, source: Source) -> str:
        message = f"account {collected.id} has not been collected whole"
        help = "go on with `xacct-guard audit --resume`"
        self._reading.failures.append(InputError(message, at=_at(source, collected.id), help=help))
        return message

    def _principals(
        self, documents: Iterable[Document], collected: Collected, source: Source
    ) -> None:
        place = _placed(collected, "")
        given = self._stacks.asked(place, Parameters.of({}))
        loaded = open_details(self._details.node(documents, collected.id, source), place, *given)
        self._stacks.add(f"{place.label}/iam", place, loaded)

    def _resources(self, inventory: Inventory, collected: Collected, source: Source) -> None:
        for region in inventory.regions:
            place = _placed(collected, region)
            parameters, lookup = self._stacks.asked(place, Parameters.of({}))
            resources = inventory.resources(region)
            loaded = open_inventory(resources, place, parameters, lookup, _at(source, place.label))
            held = LoadedInventory(loaded, inventory.exports(region))
            self._stacks.add(place.label, place, held)
        self._parts += inventory.parts()
        for (region, name), outputs in inventory.outputs().items():
            self._outputs[name][f"{collected.id}/{region}/{name}"] = LoadedOutputs(outputs)


def _placed(collected: Collected, region: str) -> Placement:
    """A place in an account. What belongs to no Region is said to be `global`."""
    label = f"{collected.id}/{region or 'global'}"
    return Placement(collected.id, region, "live", collected.partition, label)


def _at(source: Source, place: str) -> Span:
    return Span(source, (Address(place),))


def _found(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_file() and is_snapshot(path):
            yield path
        elif path.is_dir():
            inside = (each for each in sorted(path.rglob("*")) if each.suffix in _ENDINGS)
            yield from (each for each in inside if each.is_file() and is_snapshot(each))
