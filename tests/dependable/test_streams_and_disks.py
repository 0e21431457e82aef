"""Where output cannot go: one clear line, the exit code that is due, and what was there before stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.limited import Runner
from tests.templates import TWICE
from tests.unprivileged import unprivileged
from xacct_guard.whole_file import save

ROOT = Path(__file__).parents[2]
BUCKET = "Resources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: b-%s}}}\n"
FLOW = """\
accounts: {a: {id: "111111111111", regions: [us-east-1]}}
flows:
- {name: f, account: a, principal: "arn:aws:iam::111111111111:role/r",
   steps: [{call: "s3:GetObject", resource: "arn:aws:s3:::b/k"}]}
"""
COMMAND = [sys.executable, "-m", "xacct_guard"]
WRITING = [
    "check . -o json=out/report.json --fail-on never",
    "generate . --into out --quiet",
    "fix . --pack audit --fail-on never",
    "baseline create . --pack audit",
    "init . --into out/new.yaml",
]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **more}


def run(line: str, folder: Path, **streams: object) -> subprocess.CompletedProcess[str]:
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "input": "{}\n", **streams}
    return subprocess.run(
        [*COMMAND, *line.split()], cwd=folder, env=environment(), text=True, check=False, **given
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Something to check, to mend and to generate policies for."""
    given = tmp_path / "given"
    (given / "out").mkdir(parents=True)
    (given / "role.yaml").write_text(TWICE)
    (given / "xacct-guard.yaml").write_text(FLOW)
    return given


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    return {str(each.relative_to(folder)): each.read_bytes() for each in files}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("line", ["check .", "--help", "evaluate"])
def test_a_full_disk_behind_the_output_is_told_in_a_line(line, folder):
    with Path("/dev/full").open("w") as full:
        done = run(line, folder, stdout=full)
    assert done.returncode == 2
    first, *more = done.stderr.splitlines()
    assert "cannot write" in first
    assert first.endswith("no space left on device")
    assert [each.startswith("  = help:") for each in more] in ([], [True])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_behind_the_messages_changes_no_exit_code(folder):
    with Path("/dev/full").open("w") as full:
        assert run("check nowhere", folder, stderr=full).returncode == 2


@pytest.mark.parametrize(("line", "code"), [("schema report", 0), ("--help", 0), ("nonsense", 2)])
def test_a_reader_that_is_gone_changes_no_exit_code(line, code, folder):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        done = run(line, folder, stdout=pipe, stderr=pipe)
    assert done.returncode == code


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_stream_that_was_closed_before_changes_no_exit_code(stream, folder):
    number = {"stdout": 1, "stderr": 2}[stream]
    done = run("schema report", folder, preexec_fn=lambda: os.close(number))
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.close()


@pytest.mark.parametrize("line", WRITING)
def test_a_disk_that_takes_no_more_keeps_what_it_has(line, folder, runner):
    """A limit for the size of files stands for the end of the disk: both are refused while writing."""
    for name in ("report.json", "README.md"):
        (folder / "out" / name).write_text("before")
    before = contents(folder)
    outcome = runner.run(folder, *line.split(), largest=20)
    assert contents(folder) == before
    assert outcome.code == 2, outcome.said
    assert "cannot write `" in outcome.said
    assert "file too large" in outcome.said
    assert "Traceback" not in outcome.said


@pytest.mark.parametrize("line", WRITING[:3])
def test_a_folder_that_may_not_be_written_is_told_and_stays_as_it_is(line, folder):
    before = contents(folder)
    for each in (folder / "out", folder):
        each.chmod(0o555)
    command = [*unprivileged(), *COMMAND, *line.split()]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment(), capture_output=True, text=True, check=False
        )
    finally:
        for each in (folder, folder / "out"):
            each.chmod(0o755)
    assert contents(folder) == before
    assert done.returncode == 2, done.stdout + done.stderr
    assert "permission denied" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_in_a_folder_that_may_not_be_written_is_written_where_it_is(folder):
    """As a file that alone is mounted into a container is."""
    report = folder / "out/report.json"
    report.write_text("before")
    report.parent.chmod(0o555)
    script = "import pathlib, sys, xacct_guard.whole_file as w; w.save(pathlib.Path(sys.argv[1]), 'after')"
    command = [*unprivileged(), sys.executable, "-c", script, str(report)]
    try:
        subprocess.run(command, cwd=folder, env=environment(), check=True)
    finally:
        report.parent.chmod(0o755)
    assert report.read_text() == "after"


def test_a_link_stays_a_link_and_modes_stay_as_they_are(folder):
    target = folder / "elsewhere.json"
    target.write_text("before")
    target.chmod(0o640)
    (folder / "out/report.json").symlink_to(target)
    save(folder / "out/report.json", "after")
    save(folder / "out/new.sarif", "new")
    assert (folder / "out/report.json").is_symlink()
    assert target.read_text() == "after"
    assert target.stat().st_mode & 0o777 == 0o640
    taken = os.umask(0)
    os.umask(taken)
    assert (folder / "out/new.sarif").stat().st_mode & 0o777 == 0o666 & ~taken


def test_a_device_is_written_to_and_stays_a_device():
    save(Path("/dev/null"), "text")
    assert Path("/dev/null").is_char_device()


def test_runs_at_the_same_time_do_not_disturb_each_other(folder):
    """Two of them write the same files; what is there afterwards is what one alone would have written."""
    line = "check . -o json=out/report.json -o markdown=out/report.md --quiet"
    alone = run(line, folder)
    expected = contents(folder)
    running = [
        subprocess.Popen([*COMMAND, *line.split()], cwd=folder, env=environment()) for _ in range(2)
    ]
    assert [each.wait(60) for each in running] == [alone.returncode] * 2
    assert contents(folder) == expected
