"""What the documentation shows of a terminal is what is printed, and its examples run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.console.block import Block, stretches
from tools.console.command import commands
from tools.console.page import differences
from tools.console.session import PACKAGE, ROOT
from tools.site.places import written

RUN = {"console", "python", "diff"}


def blocks_of(page):
    return [block for stretch in stretches(page) for block in stretch.blocks]


SLOW = {
    *("docs/how-to/generate-policies.md", "docs/how-to/prove-policies.md"),
    "CONTRIBUTING.md",
}
"""Pages that prove something or copy the package for each step: that takes its time, and is done at night."""
RUNNING = [
    pytest.param(page, id=name, marks=[pytest.mark.nightly] if name in SLOW else [])
    for page in written()
    if RUN & {block.language for block in blocks_of(page)}
    for name in [page.relative_to(ROOT).as_posix()]
]


@pytest.mark.parametrize("page", RUNNING)
def test_every_command_of_a_page_prints_what_the_page_shows(page, tmp_path):
    assert [str(each) for each in differences(page, tmp_path)] == []


def test_what_is_added_to_the_package_is_one_file_each_time():
    """CONTRIBUTING.md adds a rule, a provider, a service, an operator and a format: nothing else is touched."""
    added = [
        [
            block.file
            for block in stretch.blocks
            if block.file and not block.file.startswith("example/")
        ]
        for stretch in stretches(ROOT / "CONTRIBUTING.md")
        if stretch.folder == PACKAGE
    ]
    folders = [str(Path(file).parent).removeprefix("src/xacct_guard/") for [file] in added]
    assert folders == ["rules", "actions", "services", "iam/conditions", "report"]


@pytest.mark.parametrize(
    ("shown", "printed", "answered"),
    [
        ("one\ntwo", "one\ntwo\n", True),
        ("one", "one\ntwo\n", False),
        ("one\n…", "one\ntwo\nthree\n", True),
        ("…\nthree", "one\ntwo\nthree\n", True),
        ("one\n…\nthree", "one\nthree\n", True),
        ("one\n…\nfour", "one\ntwo\nthree\n", False),
        ("one …", "one two\n", False),
        ("", "one\n", False),
        ("one", "one  \n", True),
    ],
)
def test_only_a_line_of_dots_stands_for_other_lines(shown, printed, answered):
    text = "$ command" + (f"\n{shown}" if shown else "")
    [command] = commands(Block("console", text, 1))
    assert command.is_answered_by(printed) is answered


def test_a_command_that_goes_on_in_the_next_line_is_one():
    [command, other] = commands(Block("console", "$ a \\\n    b\nprinted\n$ c", 7))
    assert (command.typed, command.shown, command.line) == ("a b", ("printed",), 7)
    assert (other.typed, other.line) == ("c", 10)
