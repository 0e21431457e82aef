"""What callers may give, as the program takes it: paths, names, an estate."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from ..errors import XacctGuardError
from ..model import Model, model_of
from ..options import Options

Place = str | PathLike[str]
"""A file or a folder."""


def paths_of(places: Iterable[Place]) -> tuple[Path, ...]:
    """Files and folders as paths."""
    return tuple(map(Path, places))


def path_of(place: Place | None) -> Path | None:
    """A file or folder as a path, where one is given."""
    return None if place is None else Path(place)


def names_of(given: str | Iterable[str]) -> tuple[str, ...]:
    """Names: one alone, or any number of them."""
    return (given,) if isinstance(given, str) else tuple(given)


def estate_of(places: Iterable[Place], config: Place | None, max_file_size: float) -> Model:
    """The estate in these places, linked and traced. Raises what `refuse_failures` raises."""
    options = Options(config=path_of(config), max_file_size=max_file_size)
    model = model_of(paths_of(places), options)
    refuse_failures(model.failures)
    return model


def refuse_failures(failures: tuple[XacctGuardError, ...]) -> None:
    """Raise the first of them, with a note of how many there are besides."""
    if not failures:
        return
    first, *others = failures
    if others:
        first.add_note(f"and {len(others)} more; `check` gives all of them in `failures`")
    raise first
