"""Of a checked repository nothing is run or imported, nothing outside is read, nothing is asked of a network.

Each command works in a repository made to harm, in a process that hears all that it does.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.git import committed
from tests.hostile.repository import SECRET, hostile_repository
from tests.hostile.watched import Deeds, Watcher

ROLE = "arn:aws:iam::111111111111:role/pipeline"
REFUSAL = (
    "User: arn:aws:sts::111111111111:assumed-role/x/y is not authorized to perform: s3:GetObject"
    " on resource: arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject action"
)
SCENARIO = '{"id": "x", "request": {"principal": "*", "action": "s3:GetObject", "resource": "file:///etc/passwd"}}'
FORMATS = ("json", "sarif", "junit", "github", "gitlab", "markdown", "html", "concise", "full")
INTO = "out"

COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", ".", *(word for f in FORMATS for word in ("-o", f"{f}=out/{f}"))),
    "check of all that is there": ("check", "hostile", "x", "."),
    "check --whole": ("check", "--whole", "."),
    "check --since": ("check", ".", "--since", "git:HEAD"),
    "simulate": ("simulate", "."),
    "why": ("why", ROLE, "s3:GetObject", "s3://b/k", "."),
    "why --error": ("why", "--error", REFUSAL, "."),
    "who-can": ("who-can", "s3:GetObject", "s3://b/k", "."),
    "generate": ("generate", ".", "--into", INTO),
    "generate terraform": ("generate", "hostile", "--format", "terraform", "--into", INTO),
    "prove": ("prove", "hostile"),
    "fix --diff": ("fix", ".", "--diff", "--unsafe"),
    "diff": ("diff", "git:HEAD", "."),
    "graph": ("graph", "."),
    "baseline": ("baseline", "create", "."),
    "init": ("init", ".", "--into", "out/drafted.yaml"),
    "evaluate": ("evaluate",),
    "rules": ("rules",),
    "explain": ("explain", "open-trust"),
    "schema": ("schema", "config"),
}
WRITES = {
    "check": {f"out/{name}" for name in FORMATS},
    "baseline": {"xacct-guard.baseline.json"},
    "init": {"out/drafted.yaml"},
}
"""What a command names that it writes; of `--into` it is the folder."""


@pytest.fixture(scope="module")
def watcher() -> Iterator[Watcher]:
    watcher = Watcher()
    yield watcher
    watcher.close()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("strangers")
    folder = hostile_repository(top / "given", top / "outside")
    (folder / "out").mkdir()
    if shutil.which("git"):
        committed(folder)
    return folder


PYTHON = tuple(
    os.path.realpath(place)
    for place in {sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path}
    if place
)
OURS = os.path.realpath(Path(__file__).parents[2])
SYSTEM = ("/dev/null", "/etc/localtime", "/usr/share/zoneinfo", "/etc/mime.types")


def may_be_read(path: str, folder: Path) -> bool:
    real = os.path.realpath(path)
    places = (str(folder), tempfile.gettempdir() + "/xacct-guard-", OURS, *PYTHON, *SYSTEM)
    return real.startswith(places) or path.startswith(places)


def may_be_written(path: str, name: str, folder: Path) -> bool:
    if (
        path.startswith((f"{tempfile.gettempdir()}/xacct-guard-", "/dev/null"))
        or "__pycache__" in path
    ):
        return True
    inside = os.path.relpath(path, folder)
    if "--into" in COMMANDS[name] and name.startswith("generate"):
        return inside.startswith("out")
    named = WRITES.get(name, set())
    new = inside.removesuffix(".xacct-guard").rpartition("/.")  # what is renamed in the end
    return (
        inside in named
        or f"{new[0]}/{new[2].rpartition('.')[0]}".lstrip("/") in named
        or any(inside.startswith(f".{each}.") for each in named)
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_does_nothing_that_nobody_asked_for(
    name: str, repository: Path, watcher: Watcher
) -> None:
    if "git:HEAD" in COMMANDS[name] and not shutil.which("git"):
        pytest.skip("git is not installed")
    deeds = watcher.run(repository, *COMMANDS[name], stdin=f"{SCENARIO}\n")
    assert "internal error" not in deeds.said
    assert SECRET not in deeds.said
    assert_harmless(deeds, name, repository)


def test_what_is_asked_for_is_heard(repository: Path, watcher: Watcher) -> None:
    """Were the ear deaf, all of the above would pass."""
    deeds = watcher.run(repository, "check", ".", "--rules", "rules", "-o", "json=out/heard")
    (repository / "ran").unlink()
    assert str(repository / "rules/evil.py") in deeds.code
    assert any("/out/.heard." in path for path in deeds.writes)
    assert str(repository / "shared.yaml") in deeds.reads
    deeds = watcher.run(repository, "audit", "--accounts", "111111111111", "--regions", "us-east-1")
    assert deeds.network or "credentials" in deeds.said, deeds.said


def assert_harmless(deeds: Deeds, name: str, folder: Path) -> None:
    assert not (folder / "ran").exists()
    assert deeds.network == ()
    assert {words[0] for words in deeds.runs} <= {"git"}
    assert [file for file in deeds.code if file.startswith(str(folder))] == []
    assert {path for path in deeds.reads if not may_be_read(path, folder)} == set()
    assert {path for path in deeds.writes if not may_be_written(path, name, folder)} == set()
