"""READ a snapshot, row by row: memory stays flat however large it is."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

from ..errors import InputError
from ..span import Source, Span
from . import FORMAT, VERSION
from .body import unpacked
from .rows import Account, Document, Missing
from .strange import is_journal_of_ours, is_kept_as_ours, restrain, strangers

_MAGIC = b"SQLite format 3\x00"


def is_snapshot(path: Path) -> bool:
    """Does the file begin as a SQLite file does? What is one and no snapshot, `Snapshot` refuses."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


class Snapshot:
    """An open snapshot. `about` says what of it: format, version, tool, notice, started, finished."""

    def __init__(self, path: Path) -> None:
        """Open a file; raises InputError where it is no snapshot that we can read whole."""
        self.path = path
        self._connection = self._opened()
        self.about: Mapping[str, str] = self._about()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def accounts(self) -> Iterator[Account]:
        """The accounts, by id."""
        said = "SELECT id, name, partition, regions, collected FROM accounts ORDER BY id"
        for id, name, partition, regions, collected in self._rows(said):
            try:
                yield Account(id, name, partition, tuple(json.loads(regions)), collected)
            except (TypeError, ValueError, RecursionError) as error:
                self._damaged(f"the Regions of {id}", error)

    def documents(self, account: str | None = None, *, but: str = "") -> Iterator[Document]:
        """The documents of one account or of all but those of a kind, by account, Region, kind and name."""
        where = "kind <> ?" if account is None else "kind <> ? AND account = ?"
        yield from self._found(where, but, *([account] if account else []))

    def of_kind(
        self,
        kind: str,
        account: str | None = None,
        names: Iterable[str] | None = None,
        *,
        among: str = "",
    ) -> Iterator[Document]:
        """The documents of a kind, in the same order; of an account only those that belong to no Region.

        Where `names` are given, those of these names; `among` is a text that is in the names.
        """
        of_account = "account = ? AND region = '' AND kind = ?"
        if account is None:
            yield from self._found("kind = ?", kind)
        elif names is None:
            yield from self._found(f"{of_account} AND instr(name, ?)", account, kind, among)
        else:
            for name in names:
                yield from self._found(f"{of_account} AND name = ?", account, kind, name)

    def has(self, kind: str, account: str, name: str) -> bool:
        """Is there such a document, of those that belong to no Region?"""
        where = "account = ? AND region = '' AND kind = ? AND name = ?"
        said = f"SELECT 1 FROM documents WHERE {where}"
        return any(self._rows(said, account, kind, name))

    def of_service(self, prefix: str, account: str) -> Iterator[Document]:
        """The documents of an account that belong to no Region, of all kinds that begin so, as `iam:`."""
        where = "account = ? AND region = '' AND kind >= ? AND kind < ?"
        yield from self._found(where, account, prefix, f"{prefix}\U0010ffff")

    def holders(self, kind: str, name: str) -> tuple[str, ...]:
        """The accounts that have a document of this kind and name, in order."""
        said = "SELECT DISTINCT account FROM documents WHERE kind = ? AND name = ? ORDER BY 1"
        return tuple(account for (account,) in self._rows(said, kind, name))

    def names(self, kind: str, account: str) -> tuple[str, ...]:
        """The names of the documents of a kind that belong to no Region, in order."""
        said = (
            "SELECT name FROM documents WHERE account = ? AND region = '' AND kind = ? ORDER BY 1"
        )
        return tuple(name for (name,) in self._rows(said, account, kind))

    def _found(self, where: str, *values: object) -> Iterator[Document]:
        said = (
            f"SELECT account, region, kind, name, body FROM documents WHERE {where}"
            " ORDER BY 1, 2, 3, 4"
        )
        for of, region, kind, name, body in self._rows(said, *values):
            try:
                yield Document(of, region, kind, name, unpacked(body))
            except (TypeError, ValueError, RecursionError, zlib.error) as error:
                self._damaged(f"the body of `{kind}/{name}` of {of}", error)

    def missing(self) -> Iterator[Missing]:
        """What could not be read, in the order of the documents."""
        said = (
            "SELECT account, region, kind, name, operation, error, message"
            " FROM missing ORDER BY 1, 2, 3, 4, 5"
        )
        for row in self._rows(said):
            yield Missing(*row)

    def counts(self) -> Mapping[str, int]:
        """How many documents there are of each kind."""
        return dict(self._rows("SELECT kind, COUNT(*) FROM documents GROUP BY kind ORDER BY kind"))

    def _opened(self) -> sqlite3.Connection:
        if not is_snapshot(self.path):
            raise self._error("is not a snapshot", "a snapshot is written by `xacct-guard audit`")
        if not is_kept_as_ours(self.path):
            self._strange("a log beside it")
        # What was killed while it wrote left a journal, which the first to open the file takes back.
        begun = is_journal_of_ours(self.path)
        address = f"{self.path.resolve().as_uri()}?mode={'rw' if begun else 'ro'}"
        try:
            connection = sqlite3.connect(address, uri=True, timeout=1)
        except sqlite3.Error as error:
            self._damaged("it", error)
        restrain(connection)
        return connection

    def _strange(self, what: str) -> NoReturn:
        raise self._error(
            f"is no snapshot of ours: it has {what}, which might be made to harm",
            "take it from those who collected it, as `xacct-guard audit --save` wrote it",
        )

    def _about(self) -> Mapping[str, str]:
        for strange in strangers(self._rows):
            self._strange(strange)
        try:
            told = dict(self._rows("SELECT key, value FROM about"))
        except InputError:
            if self._lacks_tables():
                raise self._error(
                    "is a SQLite file, but not a snapshot",
                    "a snapshot is written by `xacct-guard audit`",
                ) from None
            raise
        version = str(told.get("version"))
        if told.get("format") != FORMAT or not version.isdigit():
            raise self._error(
                "is a SQLite file, but not a snapshot",
                "a snapshot is written by `xacct-guard audit`",
            )
        if int(version) > VERSION:
            raise self._error(
                f"is a snapshot of version {version}, and this xacct-guard reads up to {VERSION}",
                f"read it with a newer version (it was written by {told.get('tool', 'one')})",
            )
        self._whole()
        return told

    def _lacks_tables(self) -> bool:
        try:
            found = self._connection.execute(
                "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'about'"
            )
            return not found.fetchone()[0]
        except (sqlite3.Error, UnicodeDecodeError):
            return False

    def _whole(self) -> None:
        """Is the file as long as it says? A copy that was cut short is told at once."""
        ((pages,),), ((size,),) = self._rows("PRAGMA page_count"), self._rows("PRAGMA page_size")
        if self.path.stat().st_size < pages * size:
            self._damaged("the file", None)

    def _rows(self, said: str, *values: object) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._connection.execute(said, values)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                self._damaged("it", error)
            raise self._error("is being written", "wait until that is done") from error
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._damaged("it", error)

    def _damaged(self, what: str, error: Exception | None) -> NoReturn:
        because = f": {error}" if error else ""
        raise self._error(
            f"is a snapshot that is cut short or damaged ({what} cannot be read{because})",
            "collect it again, or copy it again from where it is whole",
        ) from error

    def _error(self, what: str, help: str) -> InputError:
        return InputError(
            f"`{self.path.name}` {what}", at=Span(Source(str(self.path), "")), help=help
        )
