"""A configuration comes with the repository it is of: it leads no reader and no writer out of that."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xacct_guard.cli import main

SECRET = "never-to-be-read"
ACCOUNTS = "accounts: {a: {id: '111111111111', regions: [us-east-1]}}\n"
ROLE = """\
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {AWS: '*'}, Action: sts:AssumeRole}]
"""
NAMES = {
    "a template": "stacks: [{name: s, template: %s, account: a}]",
    "a definition": "pipelines: [{definition: %s, account: a}]",
    "a state machine": "state_machines: [{definition: %s, name: x, account: a}]",
    "a policy": "policies: [{document: %s, attached_to: 'arn:aws:s3:::b', account: a}]",
    "a plan": "terraform: [{plan: %s, account: a}]",
    "a snapshot": "snapshots: [%s]",
    "what it extends": "extends: %s",
    "a pack": "rules: {packs: [%s]}",
    "a baseline": "rules: {baseline: %s}",
    "control policies": "organization: {id: o-example, controls: {scps: [[%s]]}}",
}
"""Whatever a configuration names a file by."""


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be checked, started from; beside it what nobody gave."""
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("secret", "secret.toml"):
        (outside / name).write_text(f"{SECRET}: [\n")
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "t.yaml").write_text(ROLE)
    monkeypatch.chdir(folder)
    return folder


def said_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(list(arguments))
    told = capsys.readouterr()
    return code, " ".join((told.out + told.err).split())  # however its lines are broken


@pytest.mark.parametrize("way", ["../outside/%s", "%s", "link/%s", "link-to-%s"])
@pytest.mark.parametrize("what", NAMES)
def test_a_configuration_names_no_file_elsewhere(
    what: str, way: str, given: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = given.parent / "outside"
    name = "secret.toml" if what == "a pack" else "secret"
    (given / "link").symlink_to(outside)
    (given / f"link-to-{name}").symlink_to(outside / name)
    path = way % (outside / name if way == "%s" else name)
    (given / "xacct-guard.yaml").write_text(ACCOUNTS + NAMES[what] % path + "\n")
    code, said = said_of(capsys, "check", ".")
    assert "is outside the repository of the configuration" in said
    assert SECRET not in said
    assert code == 2


def test_a_configuration_names_files_of_its_repository(
    given: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (given / ".git").mkdir()
    (given / "team").mkdir()
    config = given / "team/xacct-guard.yaml"
    config.write_text(ACCOUNTS + NAMES["a template"] % "../t.yaml")
    os.chdir(config.parent)
    assert said_of(capsys, "check", ".", "--fail-on", "never")[0] == 0


def test_a_configuration_names_files_of_the_folder_that_one_stands_in(
    given: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (given / "team").mkdir()
    (given / "team/xacct-guard.yaml").write_text(ACCOUNTS + NAMES["a template"] % "../t.yaml")
    assert said_of(capsys, "check", "team", "--fail-on", "never")[0] == 0
    monkeypatch.setenv("HOME", str(given))
    assert said_of(capsys, "check", "team", "--fail-on", "never")[0] == 2


def test_a_configuration_that_is_given_by_hand_names_what_it_likes(
    given: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = given.parent / "mine.yaml"
    config.write_text(ACCOUNTS + NAMES["a template"] % "given/t.yaml")
    code, _ = said_of(capsys, "check", "--config", str(config), "--fail-on", "never")
    assert code == 0


def test_a_pack_is_no_way_out(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (given / "xacct-guard.yaml").write_text(
        f"rules: {{packs: ['../../../../../../../{given.parent}/outside/secret@1']}}\n"
    )
    code, said = said_of(capsys, "check", ".")
    assert "is outside the repository of the configuration" in said
    assert code == 2


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_leads_no_baseline_out(
    exists: bool, given: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (given / "xacct-guard.yaml").write_text(ACCOUNTS)
    target = given.parent / ("outside/secret" if exists else "outside/new")
    (given / "xacct-guard.baseline.json").symlink_to(target)
    for word in ("create", "update"):
        code, said = said_of(capsys, "baseline", word, ".")
        assert "is outside the repository of the configuration" in said
        assert code == 2
    assert not (given.parent / "outside/new").exists()


def test_a_link_leads_no_draft_out(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = given.parent / "outside/new"
    (given / "xacct-guard.yaml").symlink_to(target)
    for more in ((), ("--force",)):
        code, said = said_of(capsys, "init", ".", *more)
        assert "is a link" in said
        assert code == 2
    assert not target.exists()


def test_a_link_leads_no_generated_file_out(
    given: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    system = Path(__file__).parents[2] / "fixtures/systems/three-account-codepipeline/corrected"
    into = ("generate", str(system), "--into")
    said_of(capsys, *into, "first")
    file = min(each for each in Path("first").rglob("*") if each.parent != Path("first"))
    names = [file.relative_to("first"), Path("README.md"), file.parent.relative_to("first")]
    for number, name in enumerate(names):
        there = Path(f"out{number}") / name
        there.parent.mkdir(parents=True)
        there.symlink_to(given.parent / "outside/new")
        code, said = said_of(capsys, *into, f"out{number}")
        assert "leads out of" in said
        assert code == 2
    assert not (given.parent / "outside/new").exists()


@pytest.mark.parametrize(
    "name",
    ["xacct-guard.yaml", "a.yaml", "a.json", "a.tf", "manifest.json", "xacct-guard.baseline.json"],
)
def test_nobody_waits_for_a_pipe(
    name: str, given: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(given / name)
    assert said_of(capsys, "check", ".", "--fail-on", "never")[0] == 0


@pytest.mark.parametrize("what", NAMES)
def test_nobody_waits_for_a_pipe_that_is_named(
    what: str, given: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "pipe.toml" if what == "a pack" else "pipe"
    os.mkfifo(given / name)
    (given / "xacct-guard.yaml").write_text(ACCOUNTS + NAMES[what] % name + "\n")
    assert said_of(capsys, "check", ".", "--fail-on", "never")[0] in (0, 2)
