"""Past: the files of a revision, laid out in a temporary folder as they were in the repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from .config import NAME, Config, find_config
from .revision import Revision


@dataclass(frozen=True, slots=True)
class Past:
    """Where the repository is laid out, what of the given paths was there, and the configuration that held."""

    top: Path
    paths: tuple[Path, ...]
    config: Path


@contextmanager
def laid_out(
    then: Revision, folders: Iterable[Path], given: Iterable[Path], start: Path
) -> Iterator[Past]:
    """The files below `folders`, in a folder of the same name that is gone afterwards.

    `start` is the configuration of today, or where it is looked for from.
    """
    with TemporaryDirectory(prefix="xacct-guard-") as temporary:
        top = Path(temporary).resolve() / (then.top.name or "repository")
        top.mkdir()
        then.write(folders, top)
        paths = tuple(at for path in given if (at := top / then.within(path)).exists())
        yield Past(top, paths, _config_in(top, top / then.within(start)))


def folders_of(given: Iterable[Path], config: Config, then: Revision) -> Iterator[Path]:
    """The folders in question: those given, the configuration's, and what it names outside of these."""
    yield from given
    root = config.root if config.root.is_dir() else config.root.parent
    yield root
    for node in config.node.walk():
        named = config.place(node) if node.text and ".." in node.text else None
        if named is not None and named.exists() and named.resolve().is_relative_to(then.top):
            yield named
    source = Path(config.node.span.source.name)
    if source.is_file():
        yield source


def _config_in(top: Path, start: Path) -> Path:
    """The configuration that held then; one that says nothing where there was none."""
    near = start if start.exists() else start.parent
    found = start if start.is_file() else find_config(near) if near.exists() else None
    if found is not None and found.is_relative_to(top):
        return found
    (top / NAME).write_text("{}\n", encoding="utf-8")
    return top / NAME
