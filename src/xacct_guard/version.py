"""Version: an estate as it is in a folder or a file, or as it was in a revision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from .errors import ConfigError, XacctGuardError
from .model import Model, alone, untraced
from .options import Options, config_of, within
from .past import folders_of, laid_out
from .revision import PREFIX, revision
from .snapshot.read import is_snapshot
from .span import Span


@dataclass(frozen=True, slots=True)
class Version:
    """An estate, and how somebody named it.

    `top` is where the files of a revision were laid out for a moment; None for files that are here.
    `snapshot` is the file where it is what was collected of live accounts.
    """

    said: str
    model: Model
    top: Path | None = None
    snapshot: Path | None = None

    def place(self, span: Span) -> Span:
        """A place as a reader finds it: that of a file of a revision as git names it, `git:main:roles.yaml`."""
        name = Path(span.source.name)
        if self.top is None or not name.is_relative_to(self.top):
            return span
        inside = name.relative_to(self.top).as_posix()
        return replace(span, source=replace(span.source, name=f"{self.said}:{inside}"))

    @property
    def failures(self) -> tuple[XacctGuardError, ...]:
        """What could not be read."""
        return tuple(
            type(each)(each.message, at=self.place(each.at), help=each.help) if each.at else each
            for each in self.model.failures
        )


def ensure_named(said: str) -> None:
    """Raises ConfigError where something names neither a revision nor a path that is there."""
    if not said.startswith(PREFIX):
        _existing(said)


def version(said: str, other: str, options: Options) -> Version:
    """The estate at a path, or as `git:REV` has the path `other`, or this folder where that is a revision, too.

    A snapshot is what it is, whatever lies beside it, and beside one no other is read. Raises ConfigError where
    there is none.
    """
    if not said.startswith(PREFIX):
        path = _existing(said)
        if is_snapshot(path):
            return Version(said, alone(path, options), snapshot=path)
        is_beside = not other.startswith(PREFIX) and is_snapshot(Path(other))
        return Version(said, untraced((path,), options, with_snapshots=not is_beside))
    about = Path() if other.startswith(PREFIX) else _existing(other)
    with _as_it_was(said, about, options) as found:
        return found


@contextmanager
def _as_it_was(said: str, about: Path, options: Options) -> Iterator[Version]:
    config = config_of((about,), options)
    given = within((about,), config)
    then = revision(said, about)
    folders = tuple(folders_of(given, config, then))
    with laid_out(then, folders, given, options.config or config.root) as past:
        nothing = past.top / ".nothing"
        nothing.mkdir()
        held = replace(options, config=past.config, top=past.top)
        yield Version(said, untraced(past.paths or (nothing,), held), past.top)


def _existing(said: str) -> Path:
    path = Path(said)
    if not path.exists():
        help = "give a folder, a file, or `git:` and a revision, such as `git:main`"
        raise ConfigError(f"there is nothing at `{said}`", help=help)
    return path
