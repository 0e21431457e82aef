"""A real terminal of a given width, and what a command shows there."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def environment(**more: str) -> dict[str, str]:
    """That of a person at a terminal, wherever the tests are run."""
    unwanted = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CI", "LC_ALL", "LC_CTYPE", "LANG")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    paths = f"{ROOT / 'src'}:{ROOT}"
    return {**kept, "PYTHONPATH": paths, "TERM": "xterm-256color", "LANG": "C.UTF-8", **more}


@contextmanager
def terminal(columns: int) -> Iterator[tuple[int, int]]:
    """Both ends: the one that a person holds, and the one for a process."""
    person, process = pty.openpty()
    fcntl.ioctl(process, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    try:
        yield person, process
    finally:
        os.close(person)


def everything(person: int) -> str:
    """What is shown until the last process has closed its end."""
    parts = []
    try:
        while data := os.read(person, 1 << 16):
            parts.append(data)
    except OSError as error:  # so a terminal tells its end
        assert error.errno == errno.EIO
    return b"".join(parts).decode().replace("\r\n", "\n")


def shown(folder: Path, *arguments: str, columns: int = 100, **more: str) -> tuple[str, int]:
    """What a terminal of this width shows of a command (stdout and stderr), and its exit code."""
    with terminal(columns) as (person, process):
        running = subprocess.Popen(
            [sys.executable, "-m", "xacct_guard", *arguments],
            cwd=folder,
            env=environment(**more),
            stdin=subprocess.DEVNULL,
            stdout=process,
            stderr=process,
        )
        os.close(process)
        text = everything(person)
        return text, running.wait()
