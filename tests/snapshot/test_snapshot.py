"""A snapshot is read as it was written, or refused with one clear error."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from tests.snapshot.shown import shown
from xacct_guard.errors import CollectError, InputError
from xacct_guard.snapshot import VERSION, schema
from xacct_guard.snapshot.body import packed, unpacked
from xacct_guard.snapshot.read import Snapshot, is_snapshot
from xacct_guard.snapshot.rows import Account, Document, Missing
from xacct_guard.snapshot.write import create, resume

ABOUT = {"tool": "xacct-guard 1", "started": "2026-01-01T00:00:00Z", "regions": "us-east-1"}
ONE, TWO = "111111111111", "222222222222"
DONE = Account(ONE, "one", "aws", ("us-east-1",), "2026-01-01T00:00:01Z")
KEY = Document(
    ONE, "us-east-1", "kms:key", "k", {"list_keys": {"KeyId": "k"}, "describe_key": None}
)
REFUSED = Missing(ONE, "us-east-1", "kms:key", "k", "get_key_policy", "AccessDenied", "no")


@pytest.fixture
def path(tmp_path):
    """A snapshot with one account that is collected, and one that is not."""
    path = tmp_path / "snapshot"
    with create(path, ABOUT) as writer:
        writer.expect((Account(ONE, "one"), Account(TWO, "two")))
        writer.put(DONE, (KEY,), (REFUSED,))
    return path


def test_what_is_written_is_read(path):
    with Snapshot(path) as snapshot:
        assert list(snapshot.accounts()) == [DONE, Account(TWO, "two")]
        assert list(snapshot.documents()) == list(snapshot.documents(ONE)) == [KEY]
        assert list(snapshot.documents(TWO)) == []
        assert list(snapshot.missing()) == [REFUSED]
        assert snapshot.counts() == {"kms:key": 1}
        assert "sensitive" in snapshot.about["notice"]


VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(some.characters(codec="utf-8")),
    lambda inner: (
        some.lists(inner) | some.dictionaries(some.text(some.characters(codec="utf-8")), inner)
    ),
    max_leaves=8,
)


@given(some.dictionaries(some.text(some.characters(codec="utf-8")), VALUES))
def test_a_record_survives_packing_and_its_bytes_do_not_depend_on_the_order(record):
    assert unpacked(packed(record)) == record
    assert packed(dict(reversed(record.items()))) == packed(record)


def test_a_snapshot_fits_its_schema(path):
    with Snapshot(path) as snapshot:
        rows = shown(snapshot)
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(rows)


def test_only_its_owner_may_read_it_from_the_first_byte_on(tmp_path):
    before = os.umask(0)
    try:
        with create(tmp_path / "s", {}) as writer:
            writer.put(DONE, (KEY,), ())
            modes = {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {0o600}


def test_its_journal_may_be_read_by_its_owner_only(tmp_path):
    """Asked in the middle of a transaction, when the journal is there."""
    modes = {}

    def documents():
        yield KEY
        modes.update({each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()})

    before = os.umask(0)
    try:
        with create(tmp_path / "s", {}) as writer:
            writer.put(DONE, documents(), ())
    finally:
        os.umask(before)
    assert modes == {"s": 0o600, "s-journal": 0o600}


def test_a_file_that_is_there_is_never_written_over(path):
    before = path.read_bytes()
    with pytest.raises(CollectError, match="already there"):
        create(path, ABOUT)
    assert path.read_bytes() == before


def test_what_was_begun_is_gone_on_with_and_whole_accounts_stay(path):
    writer, kept = resume(path, ABOUT)
    with writer:
        assert kept == {ONE}
        writer.expect((Account(ONE, "other"), Account(TWO, "two")))
    with Snapshot(path) as snapshot:
        assert DONE in snapshot.accounts()
        assert list(snapshot.documents()) == [KEY]


@pytest.mark.parametrize("there", [False, True])
def test_what_was_never_begun_is_begun(tmp_path, there):
    if there:
        (tmp_path / "s").touch()
    writer, kept = resume(tmp_path / "s", ABOUT)
    with writer:
        assert kept == frozenset()
    with Snapshot(tmp_path / "s") as snapshot:
        assert snapshot.about["tool"] == ABOUT["tool"]


def test_going_on_in_other_regions_is_refused(path):
    with pytest.raises(CollectError, match="begun with `--regions us-east-1`"):
        resume(path, {**ABOUT, "regions": "enabled"})


def test_an_account_is_put_in_the_place_of_what_there_was_of_it(path):
    other = Document(ONE, "", "iam:role", "r", {"list_roles": {}})
    writer, _ = resume(path, ABOUT)
    with writer:
        writer.put(DONE, (other,), ())
    with Snapshot(path) as snapshot:
        assert list(snapshot.documents()) == [other]
        assert list(snapshot.missing()) == []


def test_an_account_is_in_it_whole_or_not_at_all(path):
    def documents():
        yield Document(TWO, "", "iam:role", "r", {"list_roles": {}})
        raise KeyboardInterrupt

    writer, _ = resume(path, ABOUT)
    with writer, pytest.raises(KeyboardInterrupt):
        writer.put(Account(TWO, "two", collected="2026-01-01T00:00:02Z"), documents(), ())
    with Snapshot(path) as snapshot:
        assert list(snapshot.documents()) == [KEY]
        assert list(snapshot.accounts())[1].collected is None


KILLED = """
import os, signal, sys
from pathlib import Path
from xacct_guard.snapshot.rows import Account, Document
from xacct_guard.snapshot.write import resume

def documents():
    for number in range(3000):
        yield Document("222222222222", "", "a:b", str(number), {"o": os.urandom(400).hex()})
    os.kill(os.getpid(), signal.SIGKILL)

writer, _ = resume(Path(sys.argv[1]), {"regions": "us-east-1"})
writer._connection.execute("PRAGMA cache_size=5")
writer.put(Account("222222222222", collected="2026-01-01T00:00:02Z"), documents(), ())
"""


def test_what_a_killed_writer_left_half_done_is_taken_back(path):
    """Pages of the unfinished account are in the file, and what they replaced in the journal."""
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert killed.returncode == -9
    assert path.with_name("snapshot-journal").exists()
    with Snapshot(path) as snapshot:
        assert list(snapshot.documents()) == [KEY]
        assert [each.collected for each in snapshot.accounts()] == [DONE.collected, None]


def test_a_snapshot_of_a_later_version_is_refused_by_name(path):
    with sqlite3.connect(path) as there:
        there.execute("UPDATE about SET value = ? WHERE key = 'version'", (str(VERSION + 1),))
    with pytest.raises(
        InputError, match=f"version {VERSION + 1}, and this xacct-guard reads up to 1"
    ):
        Snapshot(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "is not a snapshot"),
        (b"Resources: {}\n", "is not a snapshot"),
        (b"SQLite format 3\x00", "cut short"),
    ],
)
def test_what_is_no_snapshot_is_refused(tmp_path, text, said):
    (tmp_path / "s").write_bytes(text)
    with pytest.raises(InputError, match=said):
        Snapshot(tmp_path / "s")


def test_another_sqlite_file_is_no_snapshot(tmp_path):
    there = sqlite3.connect(tmp_path / "s")
    there.execute("CREATE TABLE of_somebody(value)")
    there.close()
    assert is_snapshot(tmp_path / "s")
    with pytest.raises(InputError, match="a SQLite file, but not a snapshot"):
        Snapshot(tmp_path / "s")


def test_a_snapshot_that_is_cut_short_or_damaged_is_one_clear_error(path):
    whole = path.read_bytes()
    for share in range(1, 40):
        path.write_bytes(whole[: len(whole) * share // 40])
        with pytest.raises(InputError):
            read_all(path)
    for place in range(20, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            read_all(path)
        except InputError:
            continue  # told; a byte that means nothing may be any


def read_all(path):
    with Snapshot(path) as snapshot:
        list(snapshot.accounts())
        list(snapshot.documents())
        list(snapshot.missing())


def test_a_snapshot_that_is_being_written_is_not_read(path):
    writer, _ = resume(path, ABOUT)
    with writer, pytest.raises(InputError, match="is being written"):
        Snapshot(path)
    with Snapshot(path) as snapshot:
        assert list(snapshot.documents()) == [KEY]


def test_two_cannot_write_one_snapshot(path):
    writer, _ = resume(path, ABOUT)
    with writer, pytest.raises((CollectError, InputError)):
        resume(path, ABOUT)
