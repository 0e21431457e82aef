"""Files that a document names by a path beside it or by the address to which they are uploaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import InputError
from ..iam.symbol import Symbol, has_symbol, shown, split_symbols
from ..span import Node, Span
from .reading import Reading
from .there import is_file

MOST_NESTED = 2_000
"""Stacks that an account may have in a region (cloudformation-limits.html)."""

_ADDRESS = re.compile(r"(?:https?://[^/]+|s3://[^/]+|file:/)/")


def beside(reading: Reading, location: str, at: Span) -> Node | None:
    """The document at a location, if it is in the given folders; the rest of the run does without.

    Of an address the file is looked for by ever shorter ends of its path: where it was uploaded from.
    """
    if reading.nested.total() > MOST_NESTED or reading.has_failed(at):
        return None  # which has been said
    found = _file(reading, location, at)
    if found is not None:
        return _again(reading, found, at)
    if _ADDRESS.match(location) or has_symbol(location):
        because = "it is not among the files given"
        reading.assume(f"what `{shown(location)}` makes", "nothing is known of it", because)
    elif not reading.has_failed(at):  # of a file that may not be read
        help = f"a path is relative to `{Path(at.source.name).parent}`"
        reading.failures.append(InputError(f"no file `{location}`", at=at, help=help))
    return None


def _again(reading: Reading, file: Path, at: Span) -> Node | None:
    """The document of a file, unless it is asked for more often than there may be stacks."""
    reading.nested[file] += 1
    if reading.nested.total() <= MOST_NESTED:
        return reading.document(file)
    message = f"the templates nest each other more than {MOST_NESTED:,} times"
    help = "an account may have so many stacks: nest fewer"
    reading.failures.append(InputError(message, at=at, help=help))
    return None


def _file(reading: Reading, location: str, at: Span) -> Path | None:
    """The file at a location, looked for once; what the CDK uploads may show another."""
    asked = (at.source.name, location, len(reading.assets))
    found = reading.beside.get(asked) or next(_files(reading, location, at), None)
    if found is not None and asked not in reading.beside:
        reading.beside[asked] = found
        reading.taken[Path(at.source.name).resolve()].add(found.resolve())
    return found


def _files(reading: Reading, location: str, at: Span) -> Iterator[Path]:
    folder = Path(at.source.name).parent
    for name in _names(location):
        asset = reading.assets.get(name)
        path = asset or folder / name
        if is_file(path) and (inside := reading.inside(path, at, folder)) is not None:
            yield inside


def _names(location: str) -> Iterator[str]:
    if not _ADDRESS.match(location) and not has_symbol(location):
        yield location
        return
    parts = _known_end(location).split("/")
    for start in range(len(parts)):
        if all(part not in ("", ".", "..") for part in parts[start:]):
            yield "/".join(parts[start:])


def _known_end(location: str) -> str:
    """The path without the host, and what follows the last folder whose name nobody knows."""
    *_, last = split_symbols(location)
    if isinstance(last, Symbol):
        return ""
    return _ADDRESS.sub("", last) if last == location else last.partition("/")[2]
