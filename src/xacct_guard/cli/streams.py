"""Lines in and out, as they come: memory stays flat however long the input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from ..errors import ConfigError

_CHUNK = 1 << 18


def batches(stream: BinaryIO) -> Iterator[list[bytes]]:
    """The lines of a stream, as many at once as there are to be had without waiting for more."""
    begun: list[bytes] = []
    while chunk := stream.read1(_CHUNK):  # type: ignore[attr-defined] # every buffered stream has it
        *lines, rest = chunk.split(b"\n")
        if lines:
            lines[0] = b"".join((*begun, lines[0]))
            begun = []
            yield lines
        begun.append(rest)
    if last := b"".join(begun):
        yield [last]


class Sinks:
    """stdout, and files beside it. What is written is out at once."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._paths = tuple(files)
        self._files: list[BinaryIO] = []
        self._stdout_is_open = True
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for path in self._paths:
            self._files.append(self._stack.enter_context(_opened(path)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def write(self, data: bytes) -> bool:
        """Write; False when nobody is left to read it. A reader that has seen enough is no error."""
        for file in self._files:
            file.write(data)
        if self._stdout_is_open:
            self._stdout_is_open = _shown(data)
        return self._stdout_is_open or bool(self._files)


def _shown(data: bytes) -> bool:
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise ConfigError(
            f"cannot write `{path}`: {(error.strerror or str(error)).lower()}",
            help="give a file in a folder that exists and may be written",
        ) from error
