"""CONFINES: where the files lie that a configuration may name which nobody gave by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import ConfigError
from ..span import Span


def confines(config: Path, given: Iterable[Path] = ()) -> tuple[Path, ...]:
    """The repository that a configuration belongs to (else its folder), the folders given, and this one.

    A configuration comes with the repository that is checked, and so from a stranger: it names no file
    elsewhere. This folder counts where the configuration lies in it, unless somebody's home does as well.
    """
    folder, here = config.resolve().parent, Path.cwd().resolve()
    top = next((at for at in (folder, *folder.parents) if (at / ".git").exists()), folder)
    is_here = folder.is_relative_to(here) and not _holds_a_home(here)
    folders = (path.resolve() if path.is_dir() else path.resolve().parent for path in given)
    return tuple(dict.fromkeys((top, *folders, *((here,) if is_here else ()))))


def _holds_a_home(folder: Path) -> bool:
    try:
        return Path.home().resolve().is_relative_to(folder)
    except (OSError, RuntimeError):  # nobody can tell whose home it is
        return folder == Path(folder.anchor)


def ensure_within(path: Path, bounds: tuple[Path, ...], at: Span) -> None:
    """Raise ConfigError for a file outside of all these folders, by whatever way it leads there."""
    ensure_possible(path, at)
    real = path.resolve()
    if bounds and not any(real.is_relative_to(each) for each in bounds):
        raise ConfigError(
            f"`{path}` is outside the repository of the configuration",
            at=at,
            help="give its folder as well, or give the configuration by `--config` if you trust it",
        )


def ensure_possible(path: Path, at: Span) -> None:
    """Raise ConfigError for a name that no file can have: too long, with a null in it, a circle of links."""
    try:
        path.resolve()
        path.exists()
    except (OSError, RuntimeError, ValueError):
        message = f"`{str(path)[:60]}…` is no name that a file can have"
        raise ConfigError(message, at=at, help="name a file that is there") from None
