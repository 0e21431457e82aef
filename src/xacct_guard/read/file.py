"""A file's bytes -> Source."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from ..errors import InputError
from ..span import Source, Span

LARGEST = 64 * 1024 * 1024
"""Bytes, where nobody says how many."""


def read_text(path: Path | str, largest: int | None = LARGEST) -> Source:
    """The text of a file, exactly as written (line ends and byte order mark included).

    Raises InputError for a file that is absent, unreadable, a directory, larger than `largest` bytes
    (None: of any size), empty or not UTF-8.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            return decode(read_bytes(file, name, largest), name)
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from None


def read_bytes(file: BinaryIO, name: str, largest: int | None, head: bytes = b"") -> bytes:
    """What an open file holds, behind the `head` that has been read of it already.

    Raises InputError beyond `largest` bytes, without reading the rest.
    """
    data = head + file.read(-1 if largest is None else max(largest + 1 - len(head), 0))
    if largest is not None and len(data) > largest:
        raise InputError(
            f"the file is larger than {largest / 1024**2:g} MB",
            at=Span(Source(name, "")),
            help="leave it out, split it, or raise the limit with `--max-file-size`",
        )
    return data


def decode(data: bytes, name: str) -> Source:
    """The bytes of a file or a pipe as a Source. Raises InputError unless they are UTF-8."""
    if not data:
        raise InputError(
            "the file is empty",
            at=Span(Source(name, "")),
            help="leave it out, or write the document into it",
        )
    if _is_utf16(data):
        raise InputError(
            "the file is UTF-16, not UTF-8", at=Span(Source(name, "")), help="save it as UTF-8"
        )
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start, name) from None


def _unreadable(name: str, error: OSError | ValueError) -> InputError:
    at = Span(Source(name, ""))
    match error:
        case FileNotFoundError():
            return InputError("there is no such file", at=at, help="check the path")
        case IsADirectoryError():
            return InputError(
                "this is a directory, not a file", at=at, help="name a file inside it"
            )
        case PermissionError():
            return InputError(
                "the file may not be read", at=at, help="give yourself the right to read it"
            )
        case OSError(strerror=str() as why):
            message = f"the file cannot be read: {why.lower()}"
        case _:
            message = "the path is not one that a file can have"
    return InputError(message, at=at, help="check the path")


def _is_utf16(data: bytes) -> bool:
    """With its mark, or without: every other byte of ASCII text is zero then."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]


def _not_utf8(data: bytes, offset: int, name: str) -> InputError:
    source = Source(name, "")
    before = data[:offset].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return InputError(
        f"the file is not UTF-8: byte {offset} is 0x{data[offset]:02x}",
        at=Span(source, (), line, column, line, column + 1),
        help="save it as UTF-8",
    )
