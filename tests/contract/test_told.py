"""Held against the contract as it is written, where that lies beside the project: nothing of it is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.contract.promises import COMMANDS, EVERYWHERE, REPORTS, SCHEMAS
from tests.contract.test_configuration import WHOLE

TOLD = Path(__file__).parents[3] / "shared/contract/cli.md"
pytestmark = pytest.mark.skipif(not TOLD.exists(), reason=f"there is no {TOLD}")
NOT_OF_A_COMMAND = {"--version"}


@pytest.fixture(scope="module")
def told() -> str:
    return TOLD.read_text("utf-8")


def part(text: str, heading: str) -> str:
    """What stands below a heading, up to the next of its level."""
    return text.split(f"## {heading}\n")[1].split("\n## ", maxsplit=1)[0]


def rows(text: str):
    """The commands of the table, each with the options that its row names."""
    for line in part(text, "Commands").splitlines():
        cells = line.replace("\\|", "¦").split("|")
        for name in re.findall(r"`xacct-guard ([a-z-]+)", line if len(cells) > 3 else ""):
            yield name, set(re.findall(r"--[a-z-]+", line))


def test_every_command_of_the_table_is_walked(told):
    named = {name for name, _ in rows(told)}
    assert named == set(COMMANDS)


def test_every_option_is_walked_with_its_command(told):
    for name, options in rows(told):
        assert options - {"--format"} <= set(COMMANDS[name].options), name


def test_every_option_that_is_named_anywhere_is_walked(told):
    known = {*EVERYWHERE, *(option for each in COMMANDS.values() for option in each.options)}
    assert set(re.findall(r"(?<!-)--[a-z]+[a-z-]*", told)) - known - NOT_OF_A_COMMAND == set()


def test_an_option_that_is_ours_to_change_is_named_nowhere(told):
    """What is told of one command is promised of it; the same word may be ours to change at another."""
    for name, options in rows(told):
        assert not options & set(COMMANDS[name].more), name


def test_every_format_and_schema_is_walked(told):
    formats = part(told, "Output formats of `check`")
    assert all(re.search(rf"\b{name}\b", formats) for name in REPORTS)
    assert f"schema {'|'.join(SCHEMAS)}" in told.replace("\\|", "|")


def test_every_key_of_the_configuration_is_walked(told):
    written = part(told, "xacct-guard.yaml").split("```yaml\n")[1].split("```")[0]
    names = set(re.findall(r"(?:^|[{,(\s])([a-z_]+):(?=\s|$)", re.sub(r"#.*", "", written)))
    assert names - set(re.findall(r"([a-z_]+):", WHOLE)) == set()
