"""Ctrl-C, and being asked to end, at any moment: nothing is half written, and the exit code is 130."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.limited import Runner
from tests.templates import TWICE
from xacct_guard import whole_file
from xacct_guard.mend import mend
from xacct_guard.mend import write as write_mended
from xacct_guard.run import Options
from xacct_guard.whole_file import save_all

ROOT = Path(__file__).parents[2]
SYSTEM = ROOT / "fixtures/systems/three-account-codepipeline/as-published"
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, hidden ones as well."""
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


def interrupted_at(number: int, work: Callable[[], None], file: str, by: signal.Signals) -> bool:
    """Do the work, and send a signal when its line of that number in the file is reached; was it?"""
    seen = 0

    def trace(frame, event, _argument):
        nonlocal seen
        if frame.f_code.co_filename != file:
            return None
        if event == "line":
            seen += 1
            if seen == number:
                os.kill(os.getpid(), by)
        return trace

    before = sys.gettrace(), signal.getsignal(by)
    signal.signal(by, signal.default_int_handler)
    sys.settrace(trace)
    try:
        work()
    except KeyboardInterrupt:
        pass
    finally:
        sys.settrace(before[0])
        signal.signal(by, before[1])
    return seen >= number


@pytest.mark.parametrize("by", SIGNALS, ids=lambda one: one.name)
def test_at_whichever_line_of_writing_files_all_are_old_or_all_are_new(by, tmp_path):
    old, new = {"a": b"old", "b": b"older"}, {"a": b"new", "b": b"newer", "c": b"newest"}
    outcomes = set()
    for number in range(1, 1000):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_back(old, folder)
        texts = {folder / name: data.decode() for name, data in new.items()}
        if not interrupted_at(number, lambda texts=texts: save_all(texts), whole_file.__file__, by):
            break
        assert contents(folder) in (old, new), number
        outcomes.add(contents(folder) == new)
    assert number > 30
    assert outcomes == {True, False}


def write_back(texts: Mapping[str, bytes], folder: Path) -> None:
    for name, data in texts.items():
        (folder / name).write_bytes(data)


def test_at_whichever_line_of_mending_files_all_are_old_or_all_are_new(tmp_path):
    file = sys.modules[write_mended.__module__].__file__
    old = {name: TWICE.encode() for name in ("a.yaml", "b.yaml")}
    write_back(old, tmp_path)
    mended = mend((tmp_path,), Options(packs=("audit",)), unsafe=False)
    new = {path.name: text.encode() for path, text in mended.after.items()}
    outcomes = set()
    for number in range(1, 1000):
        write_back(old, tmp_path)
        if not interrupted_at(number, lambda: write_mended(mended), file, signal.SIGINT):
            break
        assert contents(tmp_path) in (old, new), number
        outcomes.add(contents(tmp_path) == new)
    assert len(new) == 2
    assert outcomes == {True, False}


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.close()


def estate(folder: Path) -> None:
    shutil.copytree(SYSTEM, folder, dirs_exist_ok=True)


def role(folder: Path) -> None:
    (folder / "role.yaml").write_text(TWICE)


COMMANDS: Mapping[str, Callable[[Path], None]] = {
    "check . -o json=report.json -o sarif=report.sarif --fail-on never": role,
    "generate . --into policies --quiet": estate,
    "fix . --pack audit --fail-on never": role,
    "baseline create .": role,
    "init .": role,
}
SLOW = {"generate . --into policies --quiet", "init ."}
MOMENTS = (0.004, 0.015, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2)


@pytest.mark.parametrize(
    "line",
    [pytest.param(each, marks=pytest.mark.nightly if each in SLOW else ()) for each in COMMANDS],
)
def test_a_command_that_is_interrupted_leaves_nothing_half_written(line, tmp_path, runner):
    whole = tmp_path / "whole"
    whole.mkdir()
    COMMANDS[line](whole)
    before = contents(whole)
    usual = runner.run(whole, *line.split())
    after = contents(whole)
    assert after != before
    codes = set()
    for number, moment in enumerate(MOMENTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        COMMANDS[line](folder)
        outcome = runner.run(folder, *line.split(), after=moment, by=SIGNALS[number % 2])
        found = contents(folder)
        codes.add(outcome.code)
        assert outcome.code in (130, usual.code), outcome.said
        assert {
            name: after.get(name) for name in found.keys() - before.keys()
        }.items() <= after.items()
        assert all(found[name] in (text, after[name]) for name, text in before.items())
        if outcome.code == 130:
            assert outcome.said.endswith("xacct-guard: interrupted\n")
            assert "Traceback" not in outcome.said
    assert 130 in codes
