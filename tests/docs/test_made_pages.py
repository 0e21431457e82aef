"""The pages that are made of the code say all of it."""

from __future__ import annotations

import re
import sqlite3

import click
import pytest

from tools.pages import pages
from tools.schema_page import tables
from tools.site.places import ROOT
from xacct_guard.cli.commands import Commands
from xacct_guard.config import schema
from xacct_guard.parquet import COLUMNS
from xacct_guard.snapshot import schema as snapshot_schema
from xacct_guard.snapshot.write import create

MADE = {page.path: page for page in pages()}


def test_every_option_of_every_command_is_on_its_page():
    text = MADE["reference/commands.md"].write()
    group = Commands("xacct-guard")
    context = click.Context(group)
    for name in group.list_commands(context):
        begin = text.index(f"\n## {name}\n")
        end = text.find("\n## ", begin + 4)
        for option in group.get_command(context, name).params:
            if isinstance(option, click.Option):
                assert max(option.opts, key=len) in text[begin:end], (name, option.opts)


def test_the_readme_names_every_command():
    named = set(
        re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    )
    group = Commands("xacct-guard")
    assert named == set(group.list_commands(click.Context(group)))


@pytest.mark.parametrize("of", ["config", "pack", "snapshot"])
def test_every_key_is_described(of):
    whole = snapshot_schema() if of == "snapshot" else schema(of)
    for part in (whole, *whole["$defs"].values()):
        for key, value in part.get("properties", {}).items():
            about = value.get("description") or whole["$defs"][value["$ref"].rpartition("/")[2]]
            assert about, (part.get("title"), key)


def test_the_page_of_the_snapshot_tells_every_column_of_its_tables_and_of_the_export():
    text = MADE["reference/snapshot.md"].write()
    for part in snapshot_schema()["$defs"].values():
        assert all(f"| `{key}`" in text for key in part.get("properties", {}))
    for name, columns in COLUMNS.items():
        [row] = re.findall(rf"^\| `{name}\.parquet` \| (.*) \|$", text, re.MULTILINE)
        assert row.replace("`", "").split(", ") == list(columns)


def test_the_tables_of_the_schema_are_those_of_the_file(tmp_path):
    with create(tmp_path / "a.snapshot", {"tool": "t", "started": "2026-01-01T00:00:00Z"}):
        pass
    parts = snapshot_schema()["$defs"]
    with sqlite3.connect(tmp_path / "a.snapshot") as file:
        for table in ("account", "document", "missing"):
            name = table if table == "missing" else f"{table}s"
            columns = [row[1] for row in file.execute(f"PRAGMA table_info({name})")]
            assert columns == list(parts[f"{table}Row"]["properties"])
    file.close()


def test_a_schema_is_told_from_the_top_down():
    place = {"properties": {"line": {"type": ["integer", "null"]}}, "required": ["line"]}
    whole = {
        "description": "what is told",
        "$defs": {"LostShape": place, "PlaceShape": place, "word": {"enum": ["a", None, True]}},
        "properties": {
            "at": {"type": "array", "items": {"$ref": "#/$defs/PlaceShape"}},
            "word": {"$ref": "#/$defs/word", "description": "one | two"},
            "id": {"type": "string", "pattern": "^x$", "default": "x"},
        },
    }
    assert list(tables(whole)) == [
        *("## The whole", "", "What is told.", "", "| Key | Kind | |", "|---|---|---|"),
        "| `at` | list of [place](#place) |  |",
        r"| `word` | `a`, `true` | one \| two |",
        "| `id` | text | must match `^x$`; default `x` |",
        *("", "## Place", "", "| Key | Kind | |", "|---|---|---|"),
        *("| `line` (required) | integer |  |", ""),
    ]
