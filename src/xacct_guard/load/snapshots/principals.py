"""The principals of a snapshot, each read when it is asked for.

What a role has can be read without the other roles: only who trusts whom is gathered from all beforehand.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from ...errors import XacctGuardError
from ...formats import Parameters
from ...formats.authorization_details import open_details
from ...graph.access_graph import AccessGraph
from ...graph.link import link
from ...graph.model import Placement, Role
from ...iam.arn import Arn
from ...snapshot.read import Snapshot
from ...snapshot.rows import Document
from ...span import Source
from .details import DETAILS, OPERATION, Details
from .trust import Trusted, items, mappings, trusted

_KEPT = 512
_RECENT = 3
_PRINCIPALS = ("role/", "user/")
_BARE = ("Arn", "AssumeRolePolicyDocument", "Path", "RoleName", "UserName")


class Principals:
    """The roles, users and managed policies of the accounts of a snapshot."""

    def __init__(self, path: Path, partitions: Mapping[str, str]) -> None:
        """`partitions` are those of the accounts, by id."""
        self.accounts = tuple(partitions)
        self.partitions = frozenset(partitions.values())
        self._path = path
        self._partitions = partitions
        self._source = Source(str(path), "")
        self._details = Details()
        self._opened: tuple[tuple[int, int], Snapshot] | None = None
        self._recent: dict[str, Mapping[str, Role]] = {}
        self._failed: dict[str, XacctGuardError] = {}
        self._read_alone = lru_cache(_KEPT)(self._role)
        self._named = lru_cache(_KEPT)(self._by_name)

    @classmethod
    def of(cls, path: Path) -> Principals:
        """Those of a file; raises InputError."""
        with Snapshot(path) as snapshot:
            return cls(path, {each.id: each.partition for each in snapshot.accounts()})

    @cached_property
    def _trusted(self) -> Trusted:
        """Gathered when it is first asked for: every trust policy is read for it."""
        return trusted(self._snapshot, self._partitions)

    @property
    def _snapshot(self) -> Snapshot:
        """The file, opened by this process and thread: a connection is good for neither another one."""
        asking = os.getpid(), threading.get_ident()
        if self._opened is None or self._opened[0] != asking:
            self._opened = asking, Snapshot(self._path)
        return self._opened[1]

    def read(self, account: str) -> tuple[AccessGraph, tuple[XacctGuardError, ...]]:
        """Everything of an account, linked, and what of it could not be read."""
        return self._linked(account, self._snapshot.of_kind(DETAILS, account))

    @property
    def failures(self) -> tuple[XacctGuardError, ...]:
        """What could not be read of those that were asked for until now."""
        return tuple(self._failed.values())

    def role(self, arn: str) -> Role | None:
        """The role or user of this ARN; of an account that was read whole just now it is at hand."""
        account = arn.split(":", 5)[4] if arn.count(":") > 4 else ""
        if account not in self._recent:
            return self._read_alone(arn)
        return self._at_hand(account).get(arn)

    def roles_in(self, account: str) -> tuple[Role, ...]:
        """The roles and users of an account, in order. Those of a few accounts are held at once."""
        return tuple(self._at_hand(account).values())

    def _at_hand(self, account: str) -> Mapping[str, Role]:
        held = self._recent.pop(account, None)
        if held is None and len(self._recent) == _RECENT:
            del self._recent[next(iter(self._recent))]
        self._recent[account] = self.read(account)[0].roles if held is None else held
        return self._recent[account]

    def called(self, account: str, name: str) -> tuple[str, ...]:
        """The ARNs of the roles of an account that have this name, under whatever path."""
        return self._named(account).get(name, ())

    def _by_name(self, account: str) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for arn in self._snapshot.names(DETAILS, account):
            name = arn.rpartition("/")[2]
            if _principal(arn) is not None:
                found[name] = (*found.get(name, ()), arn)
        return found

    def named(self, text: str) -> tuple[Role, ...]:
        """The roles and users that a person may mean by a name or a place, as `role/deploy`."""
        meant = {text, text.replace(".", "/", 1)}
        found = (
            self.role(arn)
            for arn in self._arns()
            if (place := place_of(arn)) in meant or place.rpartition("/")[2] == text
        )
        return tuple(role for role in found if role is not None)

    def places(self) -> Iterator[str]:
        """The places of all of them."""
        return map(place_of, self._arns())

    def _arns(self) -> Iterator[str]:
        every = (arn for each in self._partitions for arn in self._snapshot.names(DETAILS, each))
        return (arn for arn in every if place_of(arn).startswith(_PRINCIPALS))

    def trusting(self, name: str) -> tuple[str, ...]:
        """The ARNs of the roles whose trust policies may name this: an account, a principal, or `*`."""
        return self._trusted.get(name, ())

    def everybody(self) -> Iterator[Role]:
        """All of them, account by account."""
        for account in self._partitions:
            yield from self.roles_in(account)

    def bare(self) -> Iterator[Role]:
        """All of them with whom they let in, and nothing of what they may do: less to read by far."""
        for account in self._partitions:
            documents = map(_bare, self._snapshot.of_kind(DETAILS, account))
            yield from self._linked(account, documents)[0].roles.values()

    def has(self, arn: str) -> bool:
        """Is there a role or user of this ARN?"""
        known = _principal(arn)
        return known is not None and self._snapshot.has(DETAILS, known.account, arn)

    def _role(self, arn: str) -> Role | None:
        known = _principal(arn)
        if known is None:
            return None
        found = tuple(self._snapshot.of_kind(DETAILS, known.account, [arn]))
        if not found:
            return None
        needed = self._snapshot.of_kind(DETAILS, known.account, self._held_by(found[0]))
        return self._linked(known.account, (*found, *needed))[0].roles.get(arn)

    def _held_by(self, principal: Document) -> Iterator[str]:
        """The names of the documents without which a principal cannot be read: its policies, its groups."""
        for item in items(principal):
            attached = mappings(item.get("AttachedManagedPolicies"))
            yield from (str(each.get("PolicyArn")) for each in attached)
            if isinstance(boundary := item.get("PermissionsBoundary"), dict):
                yield str(boundary.get("PermissionsBoundaryArn"))
            if isinstance(groups := item.get("GroupList"), list):
                yield from self._groups(principal.account, map(str, groups))

    def _groups(self, account: str, names: Iterable[str]) -> Iterator[str]:
        wanted = set(names)
        every = self._snapshot.names(DETAILS, account) if wanted else ()
        for arn in every:
            if ":group/" in arn and arn.rpartition("/")[2] in wanted:
                yield arn
                for group in self._snapshot.of_kind(DETAILS, account, [arn]):
                    yield from self._held_by(group)

    def _linked(
        self, account: str, documents: Iterable[Document]
    ) -> tuple[AccessGraph, tuple[XacctGuardError, ...]]:
        partition = self._partitions.get(account, "aws")
        place = Placement(account, "", "live", partition, f"{account}/global")
        node = self._details.node(documents, account, self._source)
        parts = open_details(node, place, Parameters.of({}), _nothing).parts()
        self._failed |= {str(each): each for each in parts.failures}
        return link([parts]), parts.failures


def _bare(document: Document) -> Document:
    """A document without the policies that say what somebody may do."""
    answer = document.record.get(OPERATION)
    held = answer if isinstance(answer, Mapping) else {}
    kept = {
        name: [{key: item[key] for key in _BARE if key in item} for item in held[name]]
        for name in ("RoleDetailList", "UserDetailList")
        if isinstance(held.get(name), list)
    }
    return replace(document, record={OPERATION: kept})


def place_of(arn: str) -> str:
    """Where a principal is within its account: `role/deploy`."""
    return arn.split(":", 5)[-1]


def _principal(arn: str) -> Arn | None:
    known = Arn.parse(arn)
    return known if known is not None and known.type in ("role", "user") else None


def _nothing(path: str) -> None:
    """Principals refer to nothing outside."""
