"""Ctrl-C while the program is still being imported: one line and 130, as at any later moment."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src"
SIGNALLING = """\
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["INTERRUPTED_AT"]:
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
"""
"""A `sitecustomize`: the process interrupts itself when a module is looked for."""
SCRIPT = "import sys; from xacct_guard.__main__ import main; sys.exit(main())"
"""What an installer writes for the entry point."""
WAYS = {"console script": ("-c", SCRIPT), "module": ("-m", "xacct_guard")}
MOMENTS = ("xacct_guard.cli", "click", "shutil", "xacct_guard.cli.interrupts", "xacct_guard.about")


def run(way: str, moment: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "sitecustomize.py").write_text(SIGNALLING)
    return subprocess.run(
        [sys.executable, *WAYS[way], "--version"],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(folder), str(SOURCES))),
            "INTERRUPTED_AT": moment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("way", WAYS)
def test_an_interrupt_while_importing_is_one_line_and_130(way, moment, tmp_path):
    done = run(way, moment, tmp_path)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.lstrip("\n") == "xacct-guard: interrupted\n"  # behind the ^C of a terminal


@pytest.mark.parametrize("way", WAYS)
def test_a_module_that_is_never_looked_for_interrupts_nothing(way, tmp_path):
    assert run(way, "no.such.module", tmp_path).returncode == 0


def test_nothing_is_imported_before_an_interrupt_is_met():
    """Beside what `python` itself has imported, the entry point brings the package and itself."""
    script = "import sys; before = {*sys.modules}; import xacct_guard.__main__; print(*{*sys.modules} - before)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) <= {"xacct_guard", "xacct_guard.__main__", "__future__"}


def test_the_console_script_begins_where_interrupts_are_met():
    project = tomllib.loads((SOURCES.parent / "pyproject.toml").read_text())["project"]
    assert project["scripts"] == {"xacct-guard": "xacct_guard.__main__:main"}
