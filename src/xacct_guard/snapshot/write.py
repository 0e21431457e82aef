"""WRITE a snapshot: an account is in it whole or not at all, whenever we are killed."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from ..errors import CollectError
from . import FORMAT, VERSION
from .body import packed
from .read import Snapshot
from .rows import Account, Document, Missing
from .strange import restrain

NOTICE = "policies, names and wiring of live accounts: sensitive, to be kept from others"
_TABLES = (
    "CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT)",
    "CREATE TABLE accounts(id TEXT PRIMARY KEY, name TEXT, partition TEXT, regions TEXT, collected TEXT NULL)",
    "CREATE TABLE documents(account TEXT, region TEXT, kind TEXT, name TEXT, body BLOB,"
    " PRIMARY KEY(account, region, kind, name))",
    "CREATE TABLE missing(account TEXT, region TEXT, kind TEXT, name TEXT, operation TEXT,"
    " error TEXT, message TEXT)",
)


class Writer:
    """A snapshot that is being written; one transaction for each account, and one thread for all."""

    def __init__(self, path: Path) -> None:
        """Open a file that is a snapshot, or empty; nobody else may read or write it meanwhile."""
        self.path = path
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=1)
        restrain(self._connection)
        for setting in ("journal_mode=DELETE", "synchronous=FULL", "locking_mode=EXCLUSIVE"):
            self._connection.execute(f"PRAGMA {setting}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()

    def tell(self, about: Mapping[str, str | None]) -> None:
        """Say something of the snapshot as a whole; None takes a word back."""
        with self._transaction():
            self._connection.executemany("REPLACE INTO about VALUES (?, ?)", about.items())
            self._connection.execute("DELETE FROM about WHERE value IS NULL")

    def expect(self, accounts: Iterable[Account]) -> None:
        """Name the accounts that are to be collected; those that are stay as they are."""
        with self._transaction():
            self._connection.executemany(
                "INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, ?)", map(_row, accounts)
            )

    def put(
        self, account: Account, documents: Iterable[Document], missing: Iterable[Missing]
    ) -> None:
        """Write an account with all that there is of it, in place of what there was before."""
        bodies = ((*_key(each), packed(each.record)) for each in documents)
        rows = (
            (m.account, m.region, m.kind, m.name, m.operation, m.error, m.message) for m in missing
        )
        with self._transaction():
            for table in ("documents", "missing"):
                self._connection.execute(f"DELETE FROM {table} WHERE account = ?", (account.id,))
            self._connection.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", bodies)
            self._connection.executemany("INSERT INTO missing VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self._connection.execute("REPLACE INTO accounts VALUES (?, ?, ?, ?, ?)", _row(account))

    def make(self, about: Mapping[str, str]) -> None:
        """Make the tables of an empty file, all of them or none."""
        with self._transaction():
            for table in _TABLES:
                self._connection.execute(table)
            held = {"format": FORMAT, "version": str(VERSION), "notice": NOTICE, **about}
            self._connection.executemany("INSERT INTO about VALUES (?, ?)", held.items())

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
        except sqlite3.Error as error:
            raise CollectError(
                f"cannot write `{self.path}`: {error}",
                help="somebody may be writing or reading it, or the disk is full; `--resume` goes on",
            ) from error


def create(path: Path, about: Mapping[str, str]) -> Writer:
    """A new snapshot, which only its owner may read from its first byte on; raises CollectError."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise CollectError(
            f"`{path}` is already there",
            help="go on with it by `--resume`, or give the name of a new file",
        ) from None
    except OSError as error:
        raise CollectError(
            f"cannot write `{path}`: {(error.strerror or str(error)).lower()}",
            help="give a file in a folder that exists and may be written",
        ) from error
    writer = Writer(path)
    writer.make(about)
    return writer


def resume(path: Path, about: Mapping[str, str]) -> tuple[Writer, frozenset[str]]:
    """A snapshot that was begun, or a new one, and the accounts that are in it whole.

    What it was begun for must be what is asked for now: `about` has the same words. Raises CollectError
    and InputError.
    """
    if not path.exists():
        return create(path, about), frozenset()
    path.chmod(0o600)
    if path.stat().st_size == 0:
        writer = Writer(path)
        writer.make(about)
        return writer, frozenset()
    with Snapshot(path) as begun:
        kept = frozenset(each.id for each in begun.accounts() if each.collected)
        before = begun.about
    if before.get("regions") != about.get("regions"):
        raise CollectError(
            f"`{path}` was begun with `--regions {before.get('regions')}`",
            help="go on with the same Regions, or give the name of a new file",
        )
    writer = Writer(path)
    writer.tell({"finished": None})
    return writer, kept


def _key(document: Document) -> tuple[str, str, str, str]:
    return document.account, document.region, document.kind, document.name


def _row(account: Account) -> tuple[str, str, str, str, str | None]:
    regions = json.dumps(account.regions)
    return account.id, account.name, account.partition, regions, account.collected
