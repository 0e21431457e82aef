"""Reads the one entry that each file of a package exports. The file is the registration."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any


def each(package: str, name: str) -> Iterator[Any]:
    """The entry of one module after the other; a module that nobody gets to is not imported."""
    for found in pkgutil.iter_modules(import_module(package).__path__):
        module = import_module(f"{package}.{found.name}")
        if hasattr(module, name):
            yield getattr(module, name)


@cache
def entries(package: str, name: str) -> tuple[Any, ...]:
    """The value called `name` of every module of `package`, in file-name order."""
    return tuple(each(package, name))
