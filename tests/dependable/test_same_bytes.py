"""The same input gives the same bytes, whatever hash seed, order of files, locale and time zone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xacct_guard import check, render, report

ROOT = Path(__file__).parents[2]
SYSTEM = ROOT / "fixtures/systems/three-account-codepipeline/as-published"
DATED = {"SOURCE_DATE_EPOCH": "1800000000"}
CIRCUMSTANCES = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC", **DATED},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", **DATED},
    {"PYTHONHASHSEED": "random", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/New_York", **DATED},
)
"""Where the system has no Turkish locale, Python takes that of C: the upper case of i is then the usual one."""


def copied(into: Path, *, backwards: bool) -> Path:
    """The system, its files made in this order: so some file systems list them."""
    into.mkdir(parents=True)
    for each in sorted(SYSTEM.iterdir(), reverse=backwards):
        shutil.copy(each, into)
    return into


def said(line: str, folder: Path, given: dict[str, str]) -> tuple[int, bytes, bytes]:
    """How a command ends in these circumstances, and what it prints: the answer, and what it says beside it."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **given}
    command = [sys.executable, "-m", "xacct_guard", *line.split()]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, done.stdout, done.stderr


def test_every_format_of_a_report(tmp_path):
    files = " ".join(f"-o {each}=report.{each}" for each in report.names())
    found = []
    for number, given in enumerate(CIRCUMSTANCES):
        folder = tmp_path / str(number)
        copied(folder / "estate", backwards=bool(number % 2))
        printed = said(f"check estate --format json {files}", folder, given)
        texts = {each.name: each.read_bytes() for each in folder.glob("report.*")}
        found.append({"printed": printed, **texts})
    assert len(found[0]) == len(report.names()) + 1
    for other in found:
        assert {name for name in found[0] if found[0][name] != other[name]} == set()


@pytest.mark.nightly
@pytest.mark.parametrize(
    "line",
    ["simulate estate", "generate estate", "prove estate --generated", "graph estate"],
)
def test_every_other_answer(line, tmp_path):
    shutil.copytree(SYSTEM.parent / "corrected", tmp_path / "estate")
    given = [{**each, "LC_ALL": "C.UTF-8"} for each in CIRCUMSTANCES]
    assert len({said(line, tmp_path, each) for each in given}) == 1


def test_the_order_in_which_files_are_given(tmp_path, monkeypatch):
    monkeypatch.chdir(copied(tmp_path / "estate", backwards=False))
    names = sorted(each.name for each in Path().iterdir() if each.name != "xacct-guard.yaml")
    one, other = check(*names), check(*reversed(names))
    assert one.findings
    assert render(one, "json") == render(other, "json")


def moved(text: str) -> str:
    """The same template with comments and blank lines above each of its lines that begin a resource."""
    lines = []
    for line in text.splitlines():
        if line.startswith("  ") and line[2:3].isalpha() and line.endswith(":"):
            lines += ["", "  # moved", ""]
        lines.append(line)
    return "\n".join(["# moved", "", *lines, ""])


def test_fingerprints_stay_when_lines_move(tmp_path, monkeypatch):
    def told() -> list[tuple[str, str]]:
        findings = json.loads(render(check("."), "json"))["findings"]
        return sorted((each["rule"], each["fingerprint"]) for each in findings)

    monkeypatch.chdir(copied(tmp_path / "estate", backwards=False))
    before, lines = told(), {each.span.line for each in _evidence()}
    for path in Path().glob("*.yaml"):
        if path.name not in ("xacct-guard.yaml", "role-path-mended.yaml"):
            path.write_text(moved(path.read_text()))
    assert told() == before
    assert {each.span.line for each in _evidence()} != lines


def _evidence():
    return [place for finding in check(".").findings for place in finding.locations]
