"""Files are replaced whole: whoever looks sees the old text or the new one, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ..errors import InputError
from ..read import read_text
from ..span import Source, Span
from ..whole_file import beside, held_back
from .mended import Mended


def write(mended: Mended) -> None:
    """Write what is mended. Raises InputError, and has written nothing, where one file cannot be.

    Every text is on the disk under another name before the first file is replaced.
    """
    roots = tuple(folder.resolve() for folder in mended.folders)
    for path in mended.after:
        _refuse(path, mended.before[path], mended.names[path], roots)
    under = {path: beside(path) for path in mended.after}
    try:
        for path, text in mended.after.items():
            with _refusals_of(mended.names[path]):
                _write(under[path], text, path)
        with held_back():
            for path, temporary in under.items():
                with _refusals_of(mended.names[path]):
                    temporary.replace(path)
    finally:
        for temporary in under.values():
            temporary.unlink(missing_ok=True)
    for folder in {path.parent for path in mended.after}:
        _sync(folder)


def _refuse(path: Path, before: str, name: str, roots: tuple[Path, ...]) -> None:
    at = Span(Source(name, ""))
    if not any(path == root or path.is_relative_to(root) for root in roots):
        raise InputError(
            f"`{name}` leads to a file outside of the given folders",
            at=at,
            help="give the folder that holds it as well",
        )
    if not path.stat().st_mode & stat.S_IWUSR or not os.access(path, os.W_OK):
        raise InputError(
            f"`{name}` is read-only",
            at=at,
            help="make it writable, or use `--diff` to see the change",
        )
    if read_text(path, None).text != before:
        raise InputError(
            f"`{name}` has changed since it was read", at=at, help="run the command again"
        )


def _write(temporary: Path, text: str, path: Path) -> None:
    """The new text on the disk, in a file that whoever may read and write the other may."""
    with temporary.open("xb") as file:
        file.write(text.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    kept = path.stat()
    temporary.chmod(stat.S_IMODE(kept.st_mode))
    with contextlib.suppress(OSError):  # only the superuser gives files away
        os.chown(temporary, kept.st_uid, kept.st_gid)


@contextlib.contextmanager
def _refusals_of(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"cannot write `{name}`: {(error.strerror or str(error)).lower()}",
            at=Span(Source(name, "")),
            help="make its folder writable, or use `--diff` to see the change",
        ) from error


def _sync(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system opens folders
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
