"""The tables of a snapshot, read back by pyarrow."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.load.test_unread import FENCE, organization
from tests.load.written import KEY, OTHER, OWN, REGION, ROLE, Written, allow
from xacct_guard.config import empty_config
from xacct_guard.errors import ConfigError
from xacct_guard.graph.link import link
from xacct_guard.load import load
from xacct_guard.parquet import export, ready
from xacct_guard.snapshot.read import Snapshot

parquet = pytest.importorskip(
    "pyarrow.parquet", reason="pyarrow (extra `parquet`) is not installed"
)


def exported(path, folder, **of_graph):
    estate = load(empty_config(path.parent), (path,))
    of_graph = {"accounts": estate.accounts, **of_graph}
    export(path, replace(link(estate.parts), **of_graph), folder)
    return {
        file.stem: parquet.read_table(file).to_pylist() for file in sorted(folder.glob("*.parquet"))
    }


@pytest.fixture
def live(tmp_path):
    written = Written(tmp_path)
    written.role()
    return written


def test_the_tables_of_the_snapshot_are_there_row_for_row(live, tmp_path):
    live.bucket(policy=allow(ROLE, "s3:GetObject"))
    live.lack("kms:key", "list_keys")
    path = live.file()
    tables = exported(path, tmp_path / "tables")
    assert set(tables) == {"accounts", "documents", "statements", "missing"}
    with Snapshot(path) as snapshot:
        assert [(row["id"], tuple(row["regions"])) for row in tables["accounts"]] == [
            (each.id, each.regions) for each in snapshot.accounts()
        ]
        documents = list(snapshot.documents())
        assert [json.loads(row["record"]) for row in tables["documents"]] == [
            dict(each.record) for each in documents
        ]
        assert [(row["kind"], row["name"]) for row in tables["documents"]] == [
            (each.kind, each.name) for each in documents
        ]
        (lost,) = snapshot.missing()
    (row,) = tables["missing"]
    assert (row["operation"], row["error"]) == (lost.operation, lost.error)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "tables").iterdir()}
    assert modes == {0o600}


def test_every_statement_stands_with_what_it_is_attached_to(live, tmp_path):
    policy = allow(ROLE, "s3:GetObject", "arn:aws:s3:::data/*")
    policy["Statement"][0] |= {
        "Sid": "Read",
        "Condition": {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a", "b"]}},
    }
    live.bucket(policy=policy)
    rows = exported(live.file(), tmp_path / "tables")["statements"]
    (found,) = [row for row in rows if row["attached_to"] == "arn:aws:s3:::data"]
    assert (found["account"], found["kind"], found["sid"], found["effect"]) == (
        OWN,
        "resource",
        "Read",
        "Allow",
    )
    assert found["actions"] == ["s3:GetObject"] and found["resources"] == ["arn:aws:s3:::data/*"]
    assert json.loads(found["principals"]) == {"AWS": [ROLE]}
    assert json.loads(found["conditions"]) == {
        "ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a", "b"]}
    }
    assert found["place"].startswith(f"{OWN}/{REGION}/s3:bucket/data")
    of_role = {row["kind"] for row in rows if row["attached_to"] == ROLE}
    assert of_role == {"trust", "identity"}


def test_a_policy_that_was_not_read_is_told_to_be_that(live, tmp_path):
    arn = f"arn:aws:kms:{REGION}:{OWN}:key/{KEY}"
    live.put("kms:key", KEY, {"list_keys": {"KeyId": KEY, "KeyArn": arn}})
    rows = exported(live.file(), tmp_path / "tables")["statements"]
    (found,) = [row for row in rows if row["attached_to"] == arn]
    assert found["effect"] is None and "not read" in found["unresolved"]


def test_a_control_policy_stands_with_each_account_below_it(tmp_path):
    (tmp_path / "from").mkdir()
    rows = exported(organization(tmp_path / "from"), tmp_path / "tables")["statements"]
    fences = {row["attached_to"] for row in rows if row["effect"] == "Deny"}
    assert fences == {OWN, OTHER}
    assert FENCE["Statement"][0]["Action"] in {a for row in rows for a in row["actions"] or ()}


def test_tables_that_are_there_are_not_written_over(tmp_path):
    ready(tmp_path)
    (tmp_path / "missing.parquet").write_text("")
    with pytest.raises(ConfigError, match="there already"):
        ready(tmp_path)


FOLDERS = {"new": False, "there": True}


def begun_folder(tmp_path, is_there):
    folder = tmp_path / "to" / "tables"
    folder.parent.mkdir()
    if is_there:
        folder.mkdir()
        (folder / "other.txt").write_text("kept")
    return folder


def files_below(folder):
    return {str(each.relative_to(folder)) for each in folder.rglob("*")}


@pytest.mark.parametrize("is_there", FOLDERS.values(), ids=FOLDERS)
def test_an_export_that_fails_half_way_leaves_what_was_there(is_there, live, tmp_path):
    path, folder = live.file(), begun_folder(tmp_path, is_there)
    before = files_below(folder.parent)
    with pytest.raises(AttributeError):
        exported(path, folder, accounts={OWN: "no account at all"})
    assert files_below(folder.parent) == before


@pytest.mark.parametrize("is_there", FOLDERS.values(), ids=FOLDERS)
def test_an_export_into_a_folder_leaves_beside_the_tables_what_it_had(is_there, live, tmp_path):
    path, folder = live.file(), begun_folder(tmp_path, is_there)
    before = files_below(folder)
    tables = exported(path, folder)
    assert files_below(folder) - before == {f"{name}.parquet" for name in tables}
    assert files_below(folder.parent) == {"tables", *(f"tables/{n}" for n in files_below(folder))}


EXPORT = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from xacct_guard import parquet
from xacct_guard.config import empty_config
from xacct_guard.graph.link import link
from xacct_guard.load import load

path, folder, by = Path(sys.argv[1]), Path(sys.argv[2]), signal.Signals[sys.argv[3]]
written = parquet._write

def write(file, columns, rows):
    written(file, columns, rows)
    if file.stem == "statements":
        signal.raise_signal(by)

parquet._write = write
estate = load(empty_config(path.parent), (path,))
parquet.export(path, replace(link(estate.parts), accounts=estate.accounts), folder)
"""


@pytest.mark.parametrize("by", ["SIGINT", "SIGKILL"])
def test_an_export_that_is_killed_half_way_leaves_no_table(by, live, tmp_path):
    path, folder = live.file(), tmp_path / "to" / "tables"
    done = subprocess.run(
        [sys.executable, "-c", EXPORT, path, folder, by],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -getattr(signal, by), done.stderr
    assert not folder.exists()
    if by == "SIGINT":
        assert list(folder.parent.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(live, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot write"):
        exported(live.file(), tmp_path / "file" / "tables")
