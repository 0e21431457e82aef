"""Every block of code in the documentation is run, or checked, or stands in not_run.yaml with the reason."""

from __future__ import annotations

import json
import re
import tomllib

import click
import pytest
import yaml
from jsonschema import Draft202012Validator

from tools.console.block import stretches
from tools.site.links import prose
from tools.site.places import ROOT, written
from xacct_guard.cli.commands import Commands
from xacct_guard.config import schema

PAGES = tuple(written())
RUN = {"console", "python", "diff"}
READ = {"yaml", "toml", "json"}

NOT_RUN = yaml.safe_load((ROOT / "tests" / "docs" / "not_run.yaml").read_text("utf-8"))


def name(page):
    return page.relative_to(ROOT).as_posix()


def blocks(page):
    return [block for stretch in stretches(page) for block in stretch.blocks]


BLOCKS = [
    pytest.param(page, block, id=f"{name(page)}:{block.line}")
    for page in PAGES
    for block in blocks(page)
]
READABLE = [each for each in BLOCKS if each.values[1].language in READ]


@pytest.mark.parametrize(("page", "block"), BLOCKS)
def test_a_block_is_run_or_read_or_says_why_not(page, block):
    if block.language not in RUN | READ and not block.file:
        reasons = NOT_RUN.get(name(page), {})
        assert any(block.first.startswith(begins) for begins in reasons), "neither run nor listed"


def test_no_reason_outlives_its_block():
    for page, reasons in NOT_RUN.items():
        first = [block.first for block in blocks(ROOT / page)]
        for begins, reason in reasons.items():
            assert reason
            assert any(each.startswith(begins) for each in first), (page, begins)


class Plain(yaml.SafeLoader):
    """Reads `!Ref x` and the like as what stands behind the tag."""


Plain.add_multi_constructor("!", lambda loader, _, node: loader.construct_scalar(node))
KEYS = set(schema()["properties"]) - {"extends", "policies", "rules", "network"}
"""Keys that tell a configuration from other files of YAML."""


@pytest.mark.parametrize(
    ("page", "block"), [each for each in BLOCKS if each.values[1].language in READ]
)
def test_what_is_shown_of_a_file_can_be_read_and_is_what_that_file_may_hold(page, block):
    match block.language:
        case "json":
            json.loads(block.text)
        case "toml":
            document = tomllib.loads(block.text)
            assert block.first == "# our-pack.toml"
            Draft202012Validator(schema("pack")).validate(document)
        case "yaml":
            document = json.loads(json.dumps(yaml.load(block.text, Plain), default=str))
            assert re.fullmatch(r"# [\w./-]+\.ya?ml(, .*)?", block.first), (
                "its first line names the file"
            )
            is_ours = block.first.startswith("# xacct-guard.yaml")
            assert is_ours or not KEYS & document.keys()
            if is_ours:
                Draft202012Validator(schema()).validate(document)


# Options and commands that are named in passing.

GROUP = Commands("xacct-guard")
CONTEXT = click.Context(GROUP)
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]+)")


def options_of(command):
    return {option for each in command.params for option in each.opts} | {"--help", "--version"}


ALL = {
    option
    for each in GROUP.list_commands(CONTEXT)
    for option in options_of(GROUP.get_command(CONTEXT, each))
}
NO_COMMANDS = {"xacct-guard snapshot": "the format that a snapshot says it has"}
OF_OTHERS = {
    "--append-rules": "cfn-lint",
    "--change-set-type": "aws",
    "--out": "the packing tools",
}


def quoted(page):
    for number, line in prose(page.read_text("utf-8")):
        for code in re.findall(r"`([^`]+)`", line):
            yield number, code


OURS = re.compile(r"xacct-guard [a-z][^'\n]*")


def lines_of_scripts(page):
    """Command lines of ours in scripts, pipelines of CI systems, and what needs live accounts."""
    for block in blocks(page):
        if block.language not in RUN:
            for line in OURS.findall(block.text.replace("\\\n", " ")):
                yield block.line, line.partition(" #")[0]


def wrong(text):
    """What a command line of ours names that is not there."""
    words = [word.strip("[],;.()") for word in text.split()]
    if words[:1] == ["xacct-guard"] and len(words) > 1 and re.fullmatch(r"[a-z][a-z-]+", words[1]):
        command = GROUP.get_command(CONTEXT, words[1])
        if command is None:
            return [] if text in NO_COMMANDS else [f"no command `{words[1]}`"]
        return sorted(set(OPTION.findall(text)) - options_of(command))
    if words[:1] and words[0].startswith("--"):
        return sorted(set(OPTION.findall(text)) - ALL - OF_OTHERS.keys())
    return []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_and_option_that_is_named_is_there(page):
    named = (*quoted(page), *lines_of_scripts(page))
    assert [(number, found) for number, text in named if (found := wrong(text))] == []
