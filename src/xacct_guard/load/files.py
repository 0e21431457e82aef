"""The files of the given paths that are worth reading, and nothing outside of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os import R_OK, access
from pathlib import Path

from ..errors import InputError
from ..span import Source, Span
from .passed_over import looked_at
from .reading import Reading

STDIN = Path("-")
_ENDINGS = frozenset({".yaml", ".yml", ".json", ".template"})
_MARKS = (
    b"AWSTemplateFormatVersion",
    b"Resources",
    b'"stages"',
    b'"planned_values"',
    b'"Statement"',
    b"Statement:",
    b'"RoleDetailList"',
    b'"UserDetailList"',
    b'"2020-12-01"',
    b"aws-actions/configure-aws-credentials",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file, and whether it was given by name."""

    path: Path
    by_name: bool


def files(paths: tuple[Path, ...], reading: Reading) -> Iterator[Found]:
    """The files given by name, and those in the given folders that look like ours; in one order, always."""
    for path in sorted(paths):
        if path.is_file() or path == STDIN:
            yield Found(path, by_name=True)
        elif path.is_dir():
            yield from (Found(each, by_name=False) for each in _within(path, reading))
        else:
            help = "give a file or a folder that exists"
            reading.failures.append(InputError(f"no file or folder `{path}`", help=help))


def _within(folder: Path, reading: Reading) -> Iterator[Path]:
    named = (path for path in sorted(folder.rglob("*")) if path.suffix in _ENDINGS)
    for path in looked_at(named, folder, reading):
        if not path.is_file():
            continue
        if path.is_symlink() and not reading.inside(path, Span(Source(str(path), ""))):
            continue
        if _looks_like_ours(path, reading):
            yield path


def _looks_like_ours(path: Path, reading: Reading) -> bool:
    """Is it worth parsing a file that nobody named? A bad file of another kind is not our business."""
    if not access(path, R_OK):
        return True  # reading it says what is wrong
    text = reading.documents.head(path).replace(b"\0", b"")  # UTF-16 is told by reading it, too
    return any(mark in text for mark in _MARKS)
