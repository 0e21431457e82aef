"""Lines in and out, as they come: memory stays flat however long the input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from ..whole_file import refusals_of, whole_file
from .spoken import show_bytes

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
    """stdout, and files beside it. What is written to stdout is out at once, a file is there at the end."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._paths = tuple(files)
        self._files: list[tuple[Path, BinaryIO]] = []
        self._stdout_is_open = True
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for path in self._paths:
            self._files.append((path, self._stack.enter_context(whole_file(path))))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, traceback)

    def write(self, data: bytes) -> bool:
        """Write; False when nobody is left to read it. A reader that has seen enough is no error."""
        for path, file in self._files:
            with refusals_of(path):
                file.write(data)
        if self._stdout_is_open:
            self._stdout_is_open = show_bytes(data)
        return self._stdout_is_open or bool(self._files)
