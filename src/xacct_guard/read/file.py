"""A file's bytes -> Source."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError
from ..span import Source, Span

LARGEST = 64 * 1024 * 1024
"""Bytes. Templates end at 1 MB; the plan of a large estate has tens of them."""


def read_text(path: Path | str, largest: int | None = None) -> Source:
    """The text of a file, exactly as written (line ends and byte order mark included).

    Raises InputError for a file that is absent, unreadable, a directory, larger than `largest` bytes
    (`LARGEST`, unless given), empty or not UTF-8.
    """
    largest = largest or LARGEST
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(largest + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from None
    if len(data) > largest:
        raise InputError(
            f"the file is larger than {largest / 1024**2:g} MB",
            at=Span(Source(name, "")),
            help="leave it out, split it, or raise the limit with `--max-file-size`",
        )
    return decode(data, name)


def decode(data: bytes, name: str) -> Source:
    """The bytes of a file or a pipe as a Source. Raises InputError unless they are UTF-8."""
    if not data:
        raise InputError(
            "the file is empty",
            at=Span(Source(name, "")),
            help="leave it out, or write the document into it",
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


def _not_utf8(data: bytes, offset: int, name: str) -> InputError:
    source = Source(name, "")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return InputError("the file is UTF-16, not UTF-8", at=Span(source), help="save it as UTF-8")
    before = data[:offset].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return InputError(
        f"the file is not UTF-8: byte {offset} is 0x{data[offset]:02x}",
        at=Span(source, (), line, column, line, column + 1),
        help="save it as UTF-8",
    )
