"""The exit code of every command in every situation, as promised: 130 before 2 before 1; 3 for nothing."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from tests.git import committed
from tests.templates import LOOSE
from xacct_guard.cli import main
from xacct_guard.cli.commands import Commands

ROOT = Path(__file__).parents[1]
SYSTEM = ROOT / "fixtures/systems/three-account-codepipeline"
BROKEN = "Resources: [\n"
UNKNOWN = """\
accounts: {a: {id: "111111111111", regions: [us-east-1]}}
flows:
- {name: f, account: a, principal: "arn:aws:iam::111111111111:role/nobody-knows",
   steps: [{call: "s3:GetObject", resource: "arn:aws:s3:::b/k"}]}
"""
REQUEST = ("shared.CodePipelineServiceRole", "iam:CreateUser", "*")
WHO = ("s3:GetObject", "arn:aws:s3:::ml-artifacts-111111111111/*")
SCENARIO = (
    '{"id": "x", "request": {"principal": "arn:aws:iam::111111111111:role/r", "action": "s3:GetObject",'
    ' "resource": "arn:aws:s3:::b/k", "principal_account": "111111111111",'
    ' "resource_account": "111111111111"}, "policies": {}}\n'
)


def clean(folder):
    shutil.copytree(SYSTEM / "corrected", folder, dirs_exist_ok=True)


def denied(folder):
    shutil.copytree(SYSTEM / "as-published", folder, dirs_exist_ok=True)


def doubtful(folder):
    """One finding of medium severity, and no stage."""
    (folder / "role.yaml").write_text(LOOSE)


def unknown(folder):
    (folder / "xacct-guard.yaml").write_text(UNKNOWN)


def broken(folder):
    (folder / "broken.yaml").write_text(BROKEN)


def denied_and_broken(folder):
    denied(folder)
    broken(folder)


def misconfigured(folder):
    (folder / "xacct-guard.yaml").write_text("acounts: {}\n")


def empty(folder):
    """Nothing at all."""


def accepted(folder):
    """Everything that is found is in the baseline."""
    denied(folder)
    assert main(["baseline", "create", str(folder)]) == 0


def unchanged(folder):
    denied(folder)
    committed(folder)


def widened(folder):
    """A role, and in a folder of its own what it was before, when it could do nothing."""
    (folder / "role.yaml").write_text(LOOSE)
    (folder / "before").mkdir()
    (folder / "before/role.yaml").write_text(
        LOOSE.replace("Effect: Allow, Action: iam", "Effect: Deny, Action: iam")
    )


def own_rule(folder):
    """A rule that crashes."""
    (folder / "role.yaml").write_text(LOOSE)
    (folder / "own").mkdir()
    (folder / "own/crashing.py").write_text(
        '"""It crashes."""\n'
        "from xacct_guard.rule import Kind, Rule, Severity\n\n\n"
        "def check(facts):\n    raise ZeroDivisionError\n\n\n"
        "RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE)\n"
    )


def read_only(folder):
    """Something to fix, in a file that may not be written."""
    twice = LOOSE.replace("Action: iam:PassRole", "Action: [iam:PassRole, iam:PassRole]")
    (folder / "role.yaml").write_text(twice)
    (folder / "role.yaml").chmod(0o444)


TABLE = [
    ("check", clean, 0),
    ("check", denied, 1),
    ("check --fail-on never", denied, 1),
    ("check", doubtful, 0),
    ("check --fail-on medium", doubtful, 1),
    ("check --fail-on info --ignore passrole-without-service-condition", doubtful, 0),
    ("check", unknown, 0),
    ("check --fail-on-unknown", unknown, 1),
    ("check", broken, 2),
    ("check", denied_and_broken, 2),
    ("check", misconfigured, 2),
    ("check --rules own", own_rule, 2),
    ("check", empty, 3),
    ("check --fail-on info", accepted, 0),
    ("check --fail-on info --no-ignores", accepted, 1),
    ("check --since git:HEAD", unchanged, 0),
    ("check --since git:nowhere", unchanged, 2),
    ("check --since git:HEAD", clean, 2),
    ("check --whole xacct-guard.yaml", denied, 1),
    ("check -o json=no/such/folder", clean, 2),
    ("check --select nonsense", clean, 2),
    ("check --format nonsense", clean, 2),
    ("simulate", clean, 0),
    ("simulate", denied, 1),
    ("simulate", unknown, 0),
    ("simulate", broken, 2),
    ("simulate", denied_and_broken, 2),
    ("simulate", empty, 3),
    ("why *", denied, 1),
    ("why *", broken, 2),
    ("why", clean, 2),
    ("who-can *", clean, 0),
    ("who-can *", denied, 0),
    ("who-can *", broken, 2),
    ("graph", denied, 0),
    ("graph", broken, 2),
    ("graph", empty, 3),
    ("generate", clean, 0),
    ("generate", denied, 0),
    ("generate --into policies", clean, 0),
    ("generate --into xacct-guard.yaml/policies", clean, 2),
    ("generate", denied_and_broken, 2),
    ("generate", empty, 3),
    ("prove --generated --necessary", clean, 0),
    ("prove", denied, 1),
    ("prove --generated", denied_and_broken, 2),
    ("prove", empty, 3),
    ("diff . .", clean, 0),
    ("diff . . --no-new-access", clean, 0),
    ("diff before .", widened, 0),
    ("diff before . --no-new-access", widened, 1),
    ("diff . before --no-new-access", widened, 0),
    ("diff . .", denied_and_broken, 2),
    ("diff . nowhere", clean, 2),
    ("diff git:HEAD . --no-new-access", unchanged, 0),
    ("diff git:nowhere .", unchanged, 2),
    ("diff . .", empty, 3),
    ("diff .", clean, 2),
    ("fix", clean, 0),
    ("fix", denied, 1),
    ("fix --diff", denied, 1),
    ("fix --fail-on never", doubtful, 0),
    ("fix --fail-on medium", doubtful, 1),
    ("fix", broken, 2),
    ("fix", denied_and_broken, 2),
    ("fix", misconfigured, 2),
    ("fix", empty, 3),
    ("fix --pack audit", read_only, 2),
    ("fix --pack audit --diff --fail-on never", read_only, 0),
    ("rules", empty, 0),
    ("explain role-path-mismatch", empty, 0),
    ("explain nonsense", empty, 2),
    ("schema report", empty, 0),
    ("schema nonsense", empty, 2),
    ("baseline create", denied, 0),
    ("baseline update", accepted, 0),
    ("baseline create", denied_and_broken, 2),
    ("init", doubtful, 0),
    ("init", empty, 3),
    ("evaluate", empty, 0),
    ("completion bash", empty, 0),
    ("completion nonsense", empty, 2),
    ("evaluate !", empty, 2),
    ("audit", empty, 2),
    ("audit --resume", empty, 2),
    ("audit --accounts 12", empty, 2),
    ("nonsense", empty, 2),
]


def arguments(line):
    """The words of a line; `*` stands for the request of the command."""
    command, *words = line.split(" ")
    asked = {"why": REQUEST, "who-can": WHO}.get(command, ())
    return [command, *(part for word in words for part in (asked if word == "*" else (word,)))]


def without_credentials(monkeypatch):
    """Nobody's account is asked by a test."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.mark.parametrize(
    ("line", "situation", "code"), TABLE, ids=lambda one: getattr(one, "__name__", one)
)
def test_the_exit_code_is_as_promised(line, situation, code, tmp_path, monkeypatch):
    situation(tmp_path)
    monkeypatch.chdir(tmp_path)
    without_credentials(monkeypatch)
    text = "no scenario\n" if line.endswith("!") else SCENARIO
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(arguments(line.removesuffix(" !"))) == code


def test_every_command_is_in_the_table():
    commands = set(Commands().list_commands(click.Context(click.Command("x"))))
    assert commands <= {line.partition(" ")[0] for line, *_ in TABLE}


@pytest.mark.parametrize(
    "line", ["check -", "simulate -", "why * -", "who-can * -", "graph -", "evaluate"]
)
def test_interrupted_is_130_whatever_was_found(line, tmp_path):
    """The command is interrupted while it waits for more: it has taken more than a pipe holds."""
    denied_and_broken(tmp_path)
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    with subprocess.Popen(
        [sys.executable, "-m", "xacct_guard", *arguments(line)],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    ) as running:
        running.stdin.write(" " * 200_000)
        running.stdin.flush()
        time.sleep(0.5)  # between two reads of a pipe Python does not look for signals
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 130
        assert running.stderr.read().strip() == "xacct-guard: interrupted"
