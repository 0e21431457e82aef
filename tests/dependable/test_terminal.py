"""What a person sees at a real terminal: as wide as it is, in colours unless unwanted, the sum last."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.dependable.terminal import COLOURS, ROOT, environment, shown
from tests.spread.drawn.organization import Organization
from xacct_guard.terminal.cells import cells

SYSTEMS = ROOT / "fixtures/systems/three-account-codepipeline"
SELECT = ("--select", "service-role-trusts-foreign-account,role-path-mismatch")


def piped(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "xacct_guard", *arguments]
    return subprocess.run(
        command, cwd=SYSTEMS, env=environment(**more), capture_output=True, check=False
    )


@pytest.mark.parametrize("columns", [70])
def test_a_terminal_is_filled_and_not_left(columns):
    text, code = shown(SYSTEMS, "check", "as-published", *SELECT, columns=columns)
    lines = [COLOURS.sub("", line) for line in text.splitlines()]
    words = [line.split() for line in lines if cells(line) > columns]
    assert [
        each for each in words if len(each) > 2
    ] == []  # one that is too long stands alone, or behind a bar
    assert max(map(cells, lines)) > columns * 0.8
    assert code == 1


def test_colours_are_for_terminals_that_have_them_and_people_who_want_them():
    assert COLOURS.search(shown(SYSTEMS, "check", "corrected")[0])
    assert "\x1b" not in shown(SYSTEMS, "check", "corrected", NO_COLOR="1")[0]
    assert b"\x1b" not in piped("check", "corrected").stdout


def test_the_sum_comes_last_and_what_to_run_next():
    text, _ = shown(SYSTEMS, "check", "as-published", *SELECT, NO_COLOR="1")
    *_, summary, following = text.splitlines()
    assert " findings (1 critical, 1 high, " in summary
    assert summary.endswith("; 4 stages (4 deny)")
    assert "xacct-guard explain" in following


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LANG": "POSIX"}])
def test_a_locale_without_more_is_given_ascii(locale):
    given = piped("simulate", "as-published", "--stage", "Source", **locale).stdout
    assert b"x sts:AssumeRole -> service-role/" in given
    assert given.isascii()


def test_a_locale_with_more_is_given_signs():
    assert "✗" in piped("simulate", "as-published", "--stage", "Source").stdout.decode()


def test_what_programs_read_is_the_same_in_every_locale(tmp_path):
    name = "bücket-→"
    (tmp_path / "x.yaml").write_text(
        f"Resources: {{B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: '{name}'}}}}}}\n"
    )
    (tmp_path / "xacct-guard.yaml").write_text(
        'accounts: {ä: {id: "111111111111", regions: [us-east-1]}}\n'
        "stacks: [{name: x, template: x.yaml, account: ä}]\n"
    )
    utf8 = piped("check", str(tmp_path), "--format", "json").stdout
    assert "ä" in json.dumps(json.loads(utf8), ensure_ascii=False)
    assert piped("check", str(tmp_path), "--format", "json", LC_ALL="C").stdout == utf8


@pytest.mark.nightly
def test_progress_is_shown_on_a_terminal_alone(tmp_path):
    path = Organization(2).write(tmp_path / "live.sqlite")
    line = ("check", str(path), "--fail-on", "never", "--format", "concise")
    assert " accounts · judged" in shown(tmp_path, *line)[0]
    assert piped(*line).stderr == b""
