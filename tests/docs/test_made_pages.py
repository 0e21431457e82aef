"""The pages that are made of the code say all of it."""

from __future__ import annotations

import re

import click
import pytest

from tools.pages import pages
from tools.schema_page import tables
from tools.site.places import ROOT
from xacct_guard.cli.commands import Commands
from xacct_guard.config import schema

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


@pytest.mark.parametrize("of", ["config", "pack"])
def test_every_key_that_may_be_written_is_described(of):
    whole = schema(of)
    for part in (whole, *whole["$defs"].values()):
        for key, value in part.get("properties", {}).items():
            assert value.get("description"), (part.get("title"), key)


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
