"""Every command and every option that is promised is there, and does what it is for."""

from __future__ import annotations

import io
import re
import socket
import sys
from pathlib import Path

import click
import pytest

from tests.contract import places
from tests.contract.promises import COMMANDS, EVERYWHERE, OURS, SCHEMAS
from tests.contract.steps import ASKED, SHOWN, STEPS, Said
from xacct_guard.cli import main
from xacct_guard.cli.commands import Commands

TESTS = Path(__file__).parents[1]
NOWHERE = click.Context(click.Command("x"))
COMMON = {
    "check": "check",
    "simulate": "simulate",
    "why": f"why {ASKED}",
    "who-can": f"who-can s3:GetObject {places.OBJECT}",
    "generate": "generate",
    "prove": "prove --generated",
    "fix": "fix --diff",
    "diff": "diff . .",
    "audit": "audit --check-only --save live.snapshot",
    "evaluate": "evaluate",
    "graph": "graph",
    "rules": "rules",
    "explain": "explain public-access",
    "baseline": "baseline update",
    "init": "init --into -",
    "schema": "schema config",
}
"""A line for each command, which ends with 0 in a sound place."""
ESTATES = set(COMMANDS) - {"evaluate", "rules", "explain", "schema", "init"}
"""Commands for which a configuration says something."""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Type a line in a place: its exit code, and what was said."""

    def typed(line: str | list[str], stdin: str = "", at: Path = tmp_path) -> tuple[int, Said]:
        monkeypatch.chdir(at)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(line.split() if isinstance(line, str) else line)
        captured = capsys.readouterr()
        return code, Said(captured.out, captured.err, at)

    return typed


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Whoever connects to anything fails."""

    def refuse(*_):
        raise AssertionError("the network is never used but by `audit`")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def command_named(name: str) -> click.Command:
    command = Commands().get_command(NOWHERE, name)
    assert command is not None, name
    return command


def options_of(name: str) -> set[str]:
    options = (each for each in command_named(name).params if isinstance(each, click.Option))
    return {said for each in options for said in (*each.opts, *each.secondary_opts)}


def test_the_commands_are_those_that_are_promised():
    assert set(Commands().list_commands(NOWHERE)) == set(COMMANDS) | OURS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_the_arguments_and_options_that_are_promised(name):
    promised, command = COMMANDS[name], command_named(name)
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    assert [each.make_metavar(NOWHERE) for each in arguments] == list(promised.arguments)
    assert options_of(name) == {*EVERYWHERE, *promised.options, *promised.more}
    [formats] = [each for each in command.params if each.name == "format"]
    offered = formats.type.choices
    assert set(promised.formats) <= set(offered)
    assert formats.default == promised.formats[0]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.line} ({step.place.__name__})")
def test_a_step_of_the_walk_ends_as_promised(step, tmp_path, run):
    step.place(tmp_path)
    code, said = run(step.words, step.stdin)
    assert code == step.code, said
    assert step.holds(said), said


def test_every_promised_option_is_used_on_the_walk_or_shown_by_another_test():
    walked = {(step.command, word) for step in STEPS for word in step.words}
    asked = {(name, option) for name, each in COMMANDS.items() for option in each.options}
    of_audit = {(name, option) for name, option in asked if name == "audit"}
    assert asked - walked - set(SHOWN) - of_audit == set()
    assert set(COMMANDS) == {step.command for step in STEPS}


@pytest.mark.parametrize("where", SHOWN.values())
def test_a_test_that_is_named_is_there(where):
    file, _, name = where.partition("::")
    assert re.search(rf"^def {name}\(", (TESTS / file).read_text(), re.MULTILINE)


def test_each_schema_is_walked_past():
    assert {step.words[1] for step in STEPS if step.command == "schema"} == set(SCHEMAS)


# --- what every command takes


@pytest.fixture
def sound(tmp_path, name):
    """A sound estate, and for `audit` beside it a snapshot."""
    (tmp_path / "estate").mkdir()
    places.sound(tmp_path / "estate")
    if name == "audit":
        places.collected(tmp_path / "estate")
    return tmp_path / "estate"


@pytest.mark.parametrize("name", COMMON)
def test_a_result_is_printed_and_written_in_several_formats_at_once(name, sound, run):
    first, *others = COMMANDS[name].formats
    second = others[0] if others else first
    (sound / "out").mkdir()
    code, said = run(f"{COMMON[name]} -o {first}=out/one -o {second}=out/two", at=sound)
    assert code == 0, said
    assert said.read("out/one") == said.out
    if second != first:
        assert run(f"{COMMON[name]} --format {second}", at=sound)[1].out == said.read("out/two")


@pytest.mark.parametrize("name", COMMON)
def test_less_or_more_is_said_without_another_exit_code(name, sound, run):
    usual, quiet, verbose = (
        run(f"{COMMON[name]}{option}", at=sound) for option in ("", " --quiet", " --verbose")
    )
    assert usual[0] == quiet[0] == verbose[0] == 0
    assert len(quiet[1].out) <= len(usual[1].out) <= len(verbose[1].out)
    assert not set("\r\x1b") & set(usual[1].err + verbose[1].err)  # progress is for terminals


@pytest.mark.parametrize("name", COMMON)
def test_nothing_is_coloured_where_nobody_wants_it(name, sound, run, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in run(f"{COMMON[name]} --no-color --debug", at=sound)[1].out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run(COMMON[name], at=sound)[1].out


@pytest.mark.parametrize("name", sorted(ESTATES))
def test_a_configuration_is_the_nearest_or_the_one_that_is_named(name, sound, run):
    (sound / "wrong.yaml").write_text("acounts: {}\n")
    code, said = run(f"{COMMON[name]} --config wrong.yaml", at=sound)
    assert code == 2
    assert "did you mean `accounts`?" in said.out + said.err
    (sound / "xacct-guard.yaml").rename(sound / "other.yaml")
    assert run(f"{COMMON[name]} --config other.yaml", at=sound)[0] == 0


@pytest.mark.parametrize("name", sorted({*COMMANDS} - ESTATES))
def test_a_configuration_may_be_named_where_it_says_nothing(name, sound, run):
    assert run(f"{COMMON[name]} --config xacct-guard.yaml", at=sound)[0] == 0


@pytest.mark.parametrize("name", sorted({*COMMANDS} - {"evaluate"}))
def test_nothing_is_read_from_stdin_unless_it_is_asked_for(name, sound, monkeypatch, capsys):
    class Closed:
        def __getattr__(self, name):
            raise AssertionError("stdin was looked at")

    monkeypatch.chdir(sound)
    monkeypatch.setattr(sys, "stdin", Closed())
    assert main(COMMON[name].split()) == 0


def test_the_version_is_told_with_the_dates_of_what_is_packed(run):
    code, said = run("--version")
    assert code == 0
    assert re.match(r"xacct-guard \d+\.\d+\.\d+", said.out)
    assert re.search(r": 20\d\d-\d\d-\d\d", said.out)


# --- exit codes


CODES = {"0", "1", "2", "3", "130"}
ELSEWHERE = (
    "test_exit_codes.py::test_the_exit_code_is_as_promised",
    "test_exit_codes.py::test_interrupted_is_130_whatever_was_found",
    "test_cli.py::test_the_exit_code_is_as_promised",
    "collect/test_audit.py::test_interrupted_is_130_and_what_is_whole_is_kept",
    "collect/test_audit.py::test_an_account_that_cannot_be_entered_is_2",
    "collect/test_audit.py::test_what_is_refused_is_told_and_an_error_only_if_asked_for",
    "test_evaluate.py::test_memory_stays_flat_however_long_the_input",
    "test_evaluate.py::test_an_interruption_is_told_by_its_exit_code",
    "test_evaluate.py::test_every_case_meets_the_schema",
    "test_fix.py::test_a_finding_is_mended_and_everything_else_stays",
)
"""What other tests show of the contract, by name."""
SITUATIONS = {
    "check": {0, 1, 2, 3},
    "simulate": {0, 1, 2, 3},
    "why": {1, 2},
    "who-can": {0, 2},
    "generate": {0, 2, 3},
    "prove": {0, 1, 2, 3},
    "fix": {0, 1, 2, 3},
    "diff": {0, 1, 2},
    "audit": {2},
    "evaluate": {0, 2},
    "graph": {0, 2, 3},
    "rules": {0},
    "explain": {0, 2},
    "baseline": {0, 2},
    "init": {0, 3},
    "schema": {0, 2},
}
"""The exit codes of each command that the table of exit codes has to bring about."""


@pytest.mark.parametrize("where", ELSEWHERE)
def test_what_is_shown_elsewhere_is_there(where):
    test_a_test_that_is_named_is_there(where)


def test_the_table_of_exit_codes_brings_each_about():
    from tests.test_exit_codes import TABLE

    for name, codes in SITUATIONS.items():
        brought = {code for line, _, code in TABLE if line.split()[0] == name}
        assert codes <= brought, name


def test_the_codes_are_told_where_people_look(run):
    _, said = run("--help")
    told = said.out.partition("exit codes:")[2]
    assert set(re.findall(r"\d+", told)) == CODES
