"""Reads the one entry that each file of a package exports. The file is the registration."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any


@cache
def entries(package: str, name: str) -> tuple[Any, ...]:
    """The value called `name` of every module of `package`, in file-name order."""
    folder = import_module(package).__path__
    modules = (import_module(f"{package}.{found.name}") for found in pkgutil.iter_modules(folder))
    return tuple(getattr(module, name) for module in modules if hasattr(module, name))
