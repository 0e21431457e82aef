"""A file that is written whole or not at all: whoever looks sees the old text or the new one."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from .errors import ConfigError

_NEW = 0o666
"""What a new file may be, less what the process takes away from all its files."""


def save(path: Path, text: str) -> None:
    """Write a text as UTF-8; raises ConfigError where that cannot be, and leaves what was there."""
    with whole_file(path) as file:
        file.write(text.encode("utf-8", errors="replace"))


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` when all of it is on the disk.

    What is no ordinary file (a pipe, a terminal, `/dev/stdout`) is written to as it is, and so is a file
    beside which there may be no other. Raises ConfigError.
    """
    try:
        with contextlib.ExitStack() as stack:
            yield stack.enter_context(_opened(path))
    except OSError as error:
        raise _cannot(path, error) from error


def _opened(path: Path) -> contextlib.AbstractContextManager[BinaryIO]:
    if path.exists() and not (path.is_file() and os.access(path.parent, os.W_OK)):
        return path.open("wb")
    return _replacing(path.resolve() if path.is_symlink() else path)


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file beside the other, which is renamed at the end, or taken away."""
    mode = _mode_of(path)
    number, name = mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".xacct-guard")
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode_of(path: Path) -> int:
    """What the file may be read and written by; raises OSError where it may not be written."""
    if path.exists():
        with path.open("ab"):
            return stat.S_IMODE(path.stat().st_mode)
    taken = os.umask(0)
    os.umask(taken)
    return _NEW & ~taken


def _cannot(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        f"cannot write `{path}`: {(error.strerror or str(error)).lower()}",
        help="give a file in a folder that exists and may be written",
    )
