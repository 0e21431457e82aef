"""Bool: `true` or `false`."""

from __future__ import annotations

from ..symbol import has_symbol
from ..truth import Truth
from . import Operator


def same_boolean(wanted: str, got: str) -> Truth:
    """Are both the same one of `true` and `false`?"""
    if has_symbol(wanted) or has_symbol(got):
        return Truth.UNKNOWN
    return Truth.YES if is_boolean(got) and wanted.lower() == got.lower() else Truth.NO


def is_boolean(text: str) -> bool:
    """Is this `true` or `false`, in any case?"""
    return text.lower() in ("true", "false")


OPERATORS = (Operator("Bool", same_boolean, accepts=is_boolean, expects="`true` or `false`"),)
