"""Reads the one entry that each file of a package exports. The file is the registration."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any


def names(package: str) -> tuple[str, ...]:
    """The names of the files of a package, in order; none of them is imported for that."""
    return tuple(found.name for found in pkgutil.iter_modules(import_module(package).__path__))


def entry(package: str, file: str, name: str) -> Any:  # noqa: ANN401 (each package has its own kind)
    """The value called `name` of one file, which must be one of `names(package)`."""
    return getattr(import_module(f"{package}.{file}"), name)


def each(package: str, name: str) -> Iterator[Any]:
    """The entry of one file after the other; a file that nobody gets to is not imported."""
    for file in names(package):
        module = import_module(f"{package}.{file}")
        if hasattr(module, name):
            yield getattr(module, name)


@cache
def entries(package: str, name: str) -> tuple[Any, ...]:
    """The value called `name` of every file of `package`, in file-name order."""
    return tuple(each(package, name))
