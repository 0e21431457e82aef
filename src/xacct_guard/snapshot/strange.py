"""STRANGE: what a SQLite file may hold that makes who reads it do more than read it.

Views and columns that are worked out run for as long as they like, triggers write, virtual tables call code,
and journals name other files (sqlite.org/security.html, sqlite.org/atomiccommit.html). `audit` writes none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

_TABLES = ("about", "accounts", "documents", "missing")
_LONGEST = 256 * 1024**2
_JOURNALS = bytes.fromhex("d9d505f920a163d7")
"""What a journal begins with, and what it ends with where it names another (fileformat2.html, section 3)."""


def restrain(connection: sqlite3.Connection) -> None:
    """What a file says of itself is not trusted, and nothing in it is larger than anything may be."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for setting in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {setting}")


def strangers(rows: Callable[..., Iterable[tuple[Any, ...]]]) -> Iterator[str]:
    """What of a file is no plain table, in words; `rows` gives what a statement of SQL finds."""
    said = "SELECT type, name, rootpage FROM sqlite_schema WHERE type <> 'index'"
    for type, name, page in rows(said):
        if type != "table" or not page:
            yield f"the {'virtual table' if type == 'table' else type} `{str(name)[:60]}`"
    for table in _TABLES:
        hidden = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden"
        for (name,) in rows(hidden, table):
            yield f"the column `{str(name)[:60]}` of `{table}`, which is worked out"


def is_kept_as_ours(path: Path) -> bool:
    """Is it written with a journal beside it, and not with a log that its readers write to?"""
    with path.open("rb") as file:
        head = file.read(20)
    return 2 not in head[18:]  # the versions of the format that write and read it; 2 keeps a log


def is_journal_of_ours(path: Path) -> bool:
    """Is there a journal beside it, of this file alone? SQLite would remove the one that another names."""
    journal = path.with_name(path.name + "-journal")
    try:
        with journal.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - len(_JOURNALS)))
            return file.read() != _JOURNALS
    except OSError:
        return False
