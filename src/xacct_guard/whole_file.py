"""Files that are written whole or not at all: whoever looks sees the old text or the new one."""

from __future__ import annotations

import os
import signal
import stat
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .errors import ConfigError

_NEW = 0o666
"""What a new file may be, less what the process takes away from all its files."""


def save(path: Path, text: str) -> None:
    """Write a text as UTF-8; raises ConfigError where that cannot be, and leaves what was there."""
    save_all({path: text})


def save_all(texts: Mapping[Path, str]) -> None:
    """Write texts as UTF-8. All are on the disk under other names before the first takes its place.

    Raises ConfigError where one cannot be written, and has then written none. What is no ordinary file (a
    pipe, a terminal, `/dev/stdout`) is written to as it is, and so is a file beside which none may be.
    """
    with ExitStack() as stack:
        ready: list[_Beside] = []
        for path, text in texts.items():
            data = text.encode("utf-8", errors="replace")
            with refusals_of(path):
                if _may_be_replaced(path):
                    ready.append(stack.enter_context(_Beside(path)))
                    ready[-1].begin().write(data)
                    ready[-1].finish()
                else:
                    path.write_bytes(data)
        with held_back():
            for file in ready:
                with refusals_of(file.path):
                    file.take_its_place()


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to bit by bit, which takes the place of `path` at the end. Raises ConfigError."""
    if not _may_be_replaced(path):
        with _as_it_is(path) as file:
            yield file
        return
    with _Beside(path) as beside:
        with refusals_of(path):
            file = beside.begin()
        yield file
        with refusals_of(path):
            beside.finish()
        with held_back(), refusals_of(path):
            beside.take_its_place()


@contextmanager
def _as_it_is(path: Path) -> Iterator[BinaryIO]:
    with refusals_of(path):
        file = path.open("wb")
    try:
        yield file
    finally:
        with refusals_of(path):
            file.close()


def _may_be_replaced(path: Path) -> bool:
    return not path.exists() or (path.is_file() and os.access(path.parent, os.W_OK))


class _Beside:
    """A file under another name in the same folder, which is gone afterwards whatever happens."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve() if path.is_symlink() else path
        self._temporary = beside(self.path)
        self._mode = _NEW
        self._file: BinaryIO | None = None

    def __enter__(self) -> _Beside:
        return self

    def begin(self) -> BinaryIO:
        """The file, to write to. Raises OSError where the other may not be written, or none beside it."""
        self._mode = _mode_of(self.path)
        self._file = self._temporary.open("xb")
        return self._file

    def finish(self) -> None:
        """Nothing is written any more: it is to be on the disk."""
        assert self._file is not None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._temporary.chmod(self._mode)

    def take_its_place(self) -> None:
        """From now on it is the file."""
        self._temporary.replace(self.path)

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what a full disk did not take it does not take now
            if self._file is not None:
                self._file.close()
        self._temporary.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """A name in the same folder that no file has."""
    return path.with_name(f".{path.name[:100]}.{os.urandom(6).hex()}.xacct-guard")


def _mode_of(path: Path) -> int:
    """What the file may be read and written by; raises OSError where it may not be written."""
    if path.exists():
        with path.open("ab"):
            return stat.S_IMODE(path.stat().st_mode)
    taken = os.umask(0)
    os.umask(taken)
    return _NEW & ~taken


@contextmanager
def held_back() -> Iterator[None]:
    """Interrupts wait until this is over: a few renames, that belong together."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Python interrupts the main thread alone
        return
    came: list[int] = []
    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    before = {each: handler for each, handler in handlers.items() if handler is not None}
    try:
        for each in before:
            signal.signal(each, lambda number, _frame: came.append(number))
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for number in came[:1]:
            signal.raise_signal(number)


@contextmanager
def refusals_of(path: Path) -> Iterator[None]:
    """What the system says against writing a file, as ConfigError."""
    try:
        yield
    except OSError as error:
        raise ConfigError(
            f"cannot write `{path}`: {(error.strerror or str(error)).lower()}",
            help="give a file in a folder that exists and may be written",
        ) from error
