"""A snapshot is a file of SQLite, which may be made to do more than to be read."""

from __future__ import annotations

import contextlib
import sqlite3
import struct
import time
import zlib
from pathlib import Path

import pytest

from xacct_guard.cli import main
from xacct_guard.errors import InputError
from xacct_guard.snapshot.body import LARGEST
from xacct_guard.snapshot.read import Snapshot
from xacct_guard.snapshot.rows import Account, Document
from xacct_guard.snapshot.write import create, resume

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT '', '', '', '', i FROM n"
STRANGE = {
    "a view": (
        "DROP TABLE documents",
        f"CREATE VIEW documents(account, region, kind, name, body) AS {ENDLESS}",
    ),
    "another view": ("CREATE VIEW more AS SELECT 1",),
    "a trigger": ("CREATE TRIGGER t BEFORE DELETE ON documents BEGIN DELETE FROM about; END",),
    "a virtual table": ("CREATE VIRTUAL TABLE v USING fts5(a)",),
    "a column that is worked out": (
        "DROP TABLE missing",
        "CREATE TABLE missing(account, region, kind, name, operation, error,"
        " message AS (hex(zeroblob(1000000))) VIRTUAL)",
    ),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A snapshot of one account."""
    path = tmp_path / "x.snapshot"
    account = Account("111111111111", regions=("us-east-1",), collected="2026-01-01T00:00:00Z")
    with create(path, {"regions": "x"}) as writer:
        writer.put(account, [Document(account.id, "", "iam:role", "r", {"a": 1})], ())
    return path


def run(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def read(path: Path) -> list[Document]:
    with Snapshot(path) as snapshot:
        return list(snapshot.documents())


@pytest.mark.parametrize("what", STRANGE)
def test_what_is_more_than_tables_is_refused(what: str, path: Path) -> None:
    run(path, *STRANGE[what])
    for use in (read, lambda path: resume(path, {"regions": "x"})):
        with pytest.raises(InputError, match="no snapshot of ours"):
            use(path)


def test_a_log_that_readers_write_to_is_refused(path: Path) -> None:
    run(path, "PRAGMA journal_mode=WAL")
    before = {each.name for each in path.parent.iterdir()}
    with pytest.raises(InputError, match="no snapshot of ours"):
        read(path)
    assert {each.name for each in path.parent.iterdir()} == before


@pytest.mark.parametrize(
    "body",
    [
        zlib.compress(b"[" + b" " * (LARGEST + 1) + b"]"),
        zlib.compress(b"[" * 200_000),
        zlib.compress(b'{"a": 1}')[:-3],
        b"\x78\x9c",
        b"",
    ],
    ids=["a bomb", "deep", "cut short", "a head", "nothing"],
)
def test_a_body_that_is_none_is_one_clear_error(body: bytes, path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE documents SET body = ?", (body,))
    connection.close()
    with pytest.raises(InputError, match="the body of `iam:role/r`"):
        read(path)


def test_a_bomb_takes_no_more_than_a_record_may(path: Path) -> None:
    """256 MB of blanks are some 250 kB when they are packed."""
    packing = zlib.compressobj(9)
    body = b"".join((*(packing.compress(b" " * 2**24) for _ in range(16)), packing.flush()))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("UPDATE documents SET body = ?", (body,))
    connection.close()
    begun = time.process_time()
    with pytest.raises(InputError, match="more than 64 MB"):
        read(path)
    assert time.process_time() - begun < 2


def test_a_journal_has_no_other_file_removed(path: Path) -> None:
    """SQLite removes the journal of several files that a journal names once none of them needs it."""
    victim = path.parent / "victim"
    victim.write_bytes(b"dear to somebody")
    name = str(victim).encode()
    magic = bytes.fromhex("d9d505f920a163d7")
    head = magic + struct.pack(">iIIII", 0, 0, 1, 512, 4096)
    tail = struct.pack(">I", 0x40000000 // 4096 + 1) + name
    tail += struct.pack(">II", len(name), sum(name)) + magic
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(head.ljust(512, b"\0") + tail)
    before = path.read_bytes()
    with contextlib.suppress(InputError):
        assert [each.name for each in read(path)] == ["r"]
    assert victim.read_bytes() == b"dear to somebody"
    assert path.read_bytes() == before


def test_a_check_of_one_says_so_in_one_place(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(path, *STRANGE["a view"])
    assert main(["check", str(path)]) == 2
    assert "no snapshot of ours" in " ".join(capsys.readouterr().out.split())
