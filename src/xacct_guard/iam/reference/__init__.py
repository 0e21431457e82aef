"""What AWS publishes about its own permissions, packed with its date and read when asked.

Importing this package reads nothing: a name brings its module the first time it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .managed_policies import managed_policy, managed_policy_names

__all__ = ["managed_policy", "managed_policy_names"]

_HOMES = {
    "managed_policy": "managed_policies",
    "managed_policy_names": "managed_policies",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    return found
