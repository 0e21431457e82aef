"""A policy document as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping

from ..iam.symbol import shown


def plain(value: object) -> object:
    """The document as plain values, in which what exists only after deployment has its name: `${stack.Id}`."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return shown(value) if isinstance(value, str) else value
