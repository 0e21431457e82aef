"""The principals of a snapshot, each read when it is asked for.

What a role has can be read without the other roles: only who trusts whom is gathered from all beforehand.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...errors import XacctGuardError
from ...formats import Parameters
from ...formats.authorization_details import decoded, open_details
from ...graph.access_graph import AccessGraph
from ...graph.link import link
from ...graph.model import Placement, Role
from ...iam.arn import Arn
from ...snapshot.read import Snapshot
from ...snapshot.rows import Document
from ...span import Source
from .details import DETAILS, OPERATION, Details

_KEPT = 512
_NAMED = re.compile(r'"(arn:[^"]+|\d{12}|\*)"')
Trusted = Mapping[str, tuple[str, ...]]
"""The ARNs of the roles whose trust policies name something: a principal, its account, or `*`."""


class Principals:
    """The roles, users and managed policies of the accounts of a snapshot."""

    def __init__(self, path: Path, partitions: Mapping[str, str], trusted: Trusted) -> None:
        """`partitions` are those of the accounts, by id."""
        self.accounts = tuple(partitions)
        self._path = path
        self._partitions = partitions
        self._trusted = trusted
        self._source = Source(str(path), "")
        self._details = Details()
        self._opened: tuple[int, Snapshot] | None = None
        self.role = lru_cache(_KEPT)(self._role)
        self._named = lru_cache(_KEPT)(self._by_name)

    @classmethod
    def of(cls, path: Path) -> Principals:
        """Those of a file; raises InputError."""
        with Snapshot(path) as snapshot:
            partitions = {each.id: each.partition for each in snapshot.accounts()}
            return cls(path, partitions, trusted(snapshot, partitions))

    @property
    def _snapshot(self) -> Snapshot:
        """The file, opened by this process: a connection does not outlive a fork."""
        if self._opened is None or self._opened[0] != os.getpid():
            self._opened = os.getpid(), Snapshot(self._path)
        return self._opened[1]

    def read(self, account: str) -> tuple[AccessGraph, tuple[XacctGuardError, ...]]:
        """Everything of an account, linked, and what of it could not be read."""
        return self._linked(account, self._snapshot.of_kind(DETAILS, account))

    def roles_in(self, account: str) -> tuple[Role, ...]:
        """The roles and users of an account, in order."""
        return tuple(self.read(account)[0].roles.values())

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

    def trusting(self, name: str) -> tuple[str, ...]:
        """The ARNs of the roles whose trust policies may name this: an account, a principal, or `*`."""
        return self._trusted.get(name, ())

    def everybody(self) -> Iterator[Role]:
        """All of them, account by account."""
        for account in self._partitions:
            yield from self.roles_in(account)

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
        for item in _items(principal):
            attached = item.get("AttachedManagedPolicies") or ()
            yield from (each["PolicyArn"] for each in attached)
            if boundary := item.get("PermissionsBoundary"):
                yield boundary["PermissionsBoundaryArn"]
            yield from self._groups(principal.account, item.get("GroupList") or ())

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
        return link([parts]), parts.failures


def trusted(snapshot: Snapshot, accounts: Iterable[str]) -> Trusted:
    """Whom the trust policies of these accounts name."""
    found: dict[str, list[str]] = {}
    for account in accounts:
        for document in snapshot.of_kind(DETAILS, account, among=":role/"):
            for role in _items(document):
                for name in _names(role.get("AssumeRolePolicyDocument")):
                    found.setdefault(name, []).append(role["Arn"])
    return {name: tuple(arns) for name, arns in found.items()}


def _principal(arn: str) -> Arn | None:
    known = Arn.parse(arn)
    return known if known is not None and known.type in ("role", "user") else None


def _names(trust: object) -> Iterable[str]:
    """Whatever a trust policy may name; a few that it does not name do no harm."""
    text = decoded(trust) if isinstance(trust, str) else json.dumps(trust)
    named = set(_NAMED.findall(text)) | ({"*"} if "NotPrincipal" in text else set())
    return named | {arn.account for arn in map(Arn.parse, named) if arn and arn.account}


def _items(document: Document) -> Iterator[dict[str, Any]]:
    """What a document tells of: one principal, one policy."""
    answer = document.record.get(OPERATION)
    lists = answer.values() if isinstance(answer, dict) else ()
    yield from (item for items in lists if isinstance(items, list) for item in items)


def _nothing(path: str) -> None:
    """Principals refer to nothing outside."""
