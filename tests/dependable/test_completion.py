"""Shells complete commands, options, rules and formats: real ones, asked as a person asks them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import pytest

from tests.dependable.terminal import environment, terminal

BEGUN = {
    ("che",): {"check"},
    ("explain", "role-path-m"): {"role-path-mismatch"},
    ("check", "--ignore", "role-path-m"): {"role-path-mismatch"},
    ("check", "--fail-on-"): {"--fail-on-unknown"},
    ("check", "--format", "sar"): {"sarif"},
    ("generate", "-o", "terr"): {"terraform="},
    ("completion", ""): {"bash", "zsh", "fish"},
}
"""What was typed, and what it is completed to."""


@pytest.fixture
def shell(tmp_path, request):
    """The name of a shell, its completion script, and an environment in which the command is found."""
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    command = tmp_path / "xacct-guard"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m xacct_guard "$@"\n')
    command.chmod(0o755)
    given = environment(PATH=f"{tmp_path}:{os.environ['PATH']}", HOME=str(tmp_path), TERM="dumb")
    script = tmp_path / "completion"
    with script.open("w") as file:
        subprocess.run([command, "completion", request.param], stdout=file, env=given, check=True)
    return script, given


def said(command: list[str], given: dict[str, str]) -> set[str]:
    done = subprocess.run(
        command, env=given, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert not done.stderr
    return set(done.stdout.split("\n")) - {""}


@pytest.mark.parametrize("words", BEGUN, ids=" ".join)
@pytest.mark.parametrize("shell", ["bash"], indirect=True)
def test_bash_completes(words, shell):
    script, given = shell
    asked = f"""
        source '{script}'
        COMP_WORDS=(xacct-guard {" ".join(word or "''" for word in words)})
        COMP_CWORD={len(words)}
        _xacct_guard_completion xacct-guard
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    assert said(["bash", "--norc", "-c", asked], given) == BEGUN[words]


@pytest.mark.nightly
@pytest.mark.parametrize("words", list(BEGUN)[:4], ids=" ".join)
@pytest.mark.parametrize("shell", ["fish"], indirect=True)
def test_fish_completes(words, shell):
    script, given = shell
    asked = f"source '{script}'; complete --do-complete 'xacct-guard {' '.join(words)}'"
    found = said(["fish", "--no-config", "-c", asked], given)
    assert {line.partition("\t")[0] for line in found} == BEGUN[words]


@pytest.mark.nightly
@pytest.mark.parametrize("words", [("che",), ("explain", "role-path-m")], ids=" ".join)
@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
def test_zsh_completes(words, shell):
    script, given = shell
    (whole,) = BEGUN[words]
    typed = "xacct-guard " + " ".join(words)
    with terminal(200) as (person, process):
        zsh = subprocess.Popen(
            ["zsh", "-f", "-i"],
            env=given,
            stdin=process,
            stdout=process,
            stderr=process,
            start_new_session=True,
        )
        os.close(process)
        try:
            os.write(
                person,
                f"autoload -U compinit; compinit -u -D; source '{script}'; PS1=ready%#\n".encode(),
            )
            _read_until(person, "ready")
            os.write(person, f"{typed}\t".encode())
            assert whole in _read_until(person, whole)
        finally:
            zsh.kill()
            zsh.wait()


def _read_until(person: int, wanted: str) -> str:
    """What the terminal shows until it shows this, or for half a minute."""
    os.set_blocking(person, False)
    text, end = "", time.monotonic() + 30
    while time.monotonic() < end and wanted not in text.replace("PS1=ready", ""):
        try:
            text += os.read(person, 4096).decode(errors="replace")
        except BlockingIOError:
            time.sleep(0.05)
    return text
