"""A copy of a folder in which the blocks of a stretch are run."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xacct_guard.cli import main

from .block import Block

ROOT = Path(__file__).parents[2]
WIDTH = "88"
PACKAGE = "a copy of the package"
"""The folder of stretches that add a file to xacct-guard itself, and run what then is there."""
_PARTS = ("src", "rules", "policies")
PROGRAM = "xacct-guard"
_PYTHON = shlex.quote(sys.executable)
_PROGRAMS = f'{PROGRAM}() {{ {_PYTHON} -m xacct_guard "$@"; }}\npython() {{ {_PYTHON} "$@"; }}\n'
_YOU = (("NAME", "you"), ("EMAIL", "you@example.org"), ("DATE", "2026-11-01T12:00:00Z"))
_NEEDS_A_SHELL = re.compile(r"[|&;<>()*?~`]|\$[\w{(]")


@dataclass(slots=True)
class Session:
    """Where commands are run, and what the last one answered."""

    folder: Path
    is_package: bool = False
    code: int = 0
    names: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: str | None, into: Path, before: list[str]) -> Session:
        """A session in a copy of `folder` of the repository, made ready by the commands of `before`."""
        if folder == PACKAGE:
            for each in _PARTS:
                shutil.copytree(ROOT / each, into / each)
        elif folder:
            shutil.copytree(ROOT / folder, into, symlinks=True)
        else:
            into.mkdir(parents=True)
        session = cls(into, is_package=folder == PACKAGE)
        for command in before:
            printed = session.run(command)
            assert session.code == 0, f"`{command}`: {printed}"
        return session

    def run(self, typed: str) -> str:
        """What a command prints, errors among it; the command `echo $?` tells the code of the one before."""
        if typed == "echo $?":
            return f"{self.code}\n"
        is_ours = typed.startswith(f"{PROGRAM} ") and not _NEEDS_A_SHELL.search(typed)
        if is_ours and not self.is_package:
            return self._here(shlex.split(typed)[1:])
        return self._in_a_shell(typed)

    def change(self, block: Block) -> None:
        """Make the change that a `diff` block shows."""
        done = subprocess.run(
            ["git", "apply", "--recount", "-"],
            cwd=self.folder, input=f"{block.text}\n", text=True, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"line {block.line}: {done.stderr}"

    def write(self, block: Block) -> None:
        """Write a block into the file that it is said to be."""
        assert block.file is not None
        path = self.folder / block.file
        assert not path.exists(), f"line {block.line}: `{block.file}` is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{block.text}\n", "utf-8")

    def execute(self, block: Block) -> str:
        """What a `python` block prints; the blocks of a stretch share their names."""
        with self._standing_here() as printed:
            exec(compile(block.text, f"line {block.line}", "exec"), self.names)
        return printed.getvalue()

    def _here(self, arguments: list[str]) -> str:
        with self._standing_here() as printed:
            self.code = main(arguments)
            return printed.getvalue()

    def _in_a_shell(self, typed: str) -> str:
        done = subprocess.run(
            ["bash", "-c", f"{_PROGRAMS}{typed}"],
            cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            env={**os.environ, **_environment(self.folder, self.folder if self.is_package else ROOT)},
        )  # fmt: skip
        self.code = done.returncode
        return done.stdout

    @contextlib.contextmanager
    def _standing_here(self) -> Iterator[_Both]:
        printed = _Both()
        before = {name: os.environ.get(name) for name in _environment(self.folder)}
        os.environ.update(_environment(self.folder))
        try:
            with (
                contextlib.chdir(self.folder),
                contextlib.redirect_stdout(printed),
                contextlib.redirect_stderr(printed),
            ):
                yield printed
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})


class _Both(io.TextIOWrapper):
    """Standard output and error as one text, as a terminal shows them."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def getvalue(self) -> str:
        """All that was written."""
        self.flush()
        written: io.BytesIO = self.buffer  # type: ignore[assignment]
        return written.getvalue().decode("utf-8")


def _environment(folder: Path, package: Path = ROOT) -> Mapping[str, str]:
    """A terminal of a known width without colours, and a git that knows nothing of whose machine it is."""
    python = os.pathsep.join((str(package / "src"), str(package)))
    return {
        "COLUMNS": WIDTH,
        "NO_COLOR": "1",
        "PYTHONPATH": python,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
        **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _YOU},
    }
