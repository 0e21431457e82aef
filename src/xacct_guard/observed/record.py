"""Records: the events in the files that CloudTrail writes, and in what its programs print."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from gzip import GzipFile
from io import BytesIO
from pathlib import Path
from sys import stdin

from ..errors import InputError
from ..span import Source, Span
from .event import Event, event_of

LARGEST = 64 * 1024**2
"""Bytes of one file, unpacked. CloudTrail itself begins a new file far below."""
_PACKED = b"\x1f\x8b"
_STDIN = Path("-")


def events_in(path: Path) -> Iterator[Event | InputError]:
    """The events of a file (`-`: of standard input), and one error for each record that is none.

    A file holds what CloudTrail delivers (`{"Records": [...]}`), a list of records, a record a line, or what
    `aws cloudtrail lookup-events` prints; each also packed by gzip.
    """
    name = str(path)
    try:
        text = _text(path, name)
        for line, value in _values(text, name):
            yield from _events(value, line, name)
    except InputError as error:
        yield error


def _text(path: Path, name: str) -> str:
    try:
        if path == _STDIN:
            data = stdin.buffer.read(LARGEST + 1)
        else:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        message = f"cannot read the file: {said}"
        raise _error(message, name, 1, "give a file that can be read") from error
    data = _bounded(data, name)
    if data.startswith(_PACKED):
        data = _bounded(_unpacked(data, name), name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        help = "give JSON, or JSON packed by gzip"
        raise _error("the file is not UTF-8", name, 1, help) from error


def _unpacked(data: bytes, name: str) -> bytes:
    """What is packed, no more of it than is looked at."""
    try:
        return GzipFile(fileobj=BytesIO(data)).read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _error("the gzip data is broken", name, 1, "fetch the file again") from error


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST:
        size = LARGEST // 1024**2
        raise _error(f"the file is larger than {size} MB, unpacked", name, 1, "split it")
    return data


def _values(text: str, name: str) -> Iterator[tuple[int, object]]:
    """The JSON of a file: one value, or one a line where the first line is one."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    if len(lines) > 1 and isinstance(_parsed(first), dict):
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, _parsed(line)
        return
    found = _parsed(text)
    if found is None:
        help = "give the events as CloudTrail wrote them"
        raise _error("this is no JSON", name, _broken_at(text), help)
    yield 1, found


def _parsed(text: str) -> object | None:
    """The value, None where the text is no JSON."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _broken_at(text: str) -> int:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno
    except (ValueError, RecursionError):
        return 1
    return 1


def _events(value: object, line: int, name: str) -> Iterator[Event | InputError]:
    for number, record in enumerate(_records(value), 1):
        found = event_of(record) if isinstance(record, Mapping) else None
        if found is not None:
            yield found
            continue
        which = "this is" if record is value else f"record {number} is"
        yield _error(
            f"{which} no event of CloudTrail",
            name,
            line,
            "it needs `eventSource`, `eventName` and `userIdentity`",
        )


def _records(value: object) -> Iterator[object]:
    """The records of a value, however they are wrapped."""
    if isinstance(value, list):
        yield from value
        return
    if isinstance(value, Mapping):
        for key in ("Records", "Events"):
            if isinstance(listed := value.get(key), list):
                yield from (_looked_up(one) for one in listed)
                return
        if isinstance(detail := value.get("detail"), Mapping):  # as Amazon EventBridge passes it on
            yield detail
            return
    yield value


def _looked_up(record: object) -> object:
    """`lookup-events` prints the record as a text within what it found.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html
    """
    text = record.get("CloudTrailEvent") if isinstance(record, Mapping) else None
    return _parsed(text) if isinstance(text, str) else record


def _error(message: str, name: str, line: int, help: str) -> InputError:
    return InputError(message, at=Span(Source(name, ""), line=line, column=1), help=help)
