"""Null: whether a key is absent (`true`) or present (`false`)."""

from __future__ import annotations

from ..symbol import has_symbol
from ..truth import Truth
from . import Operator


def _same(wanted: str, absent: str) -> Truth:
    if has_symbol(wanted):
        return Truth.UNKNOWN
    return Truth.YES if wanted.lower() == absent else Truth.NO


def _is_boolean(text: str) -> bool:
    return text.lower() in ("true", "false")


OPERATORS = (
    Operator("Null", _same, accepts=_is_boolean, expects="`true` or `false`", on_presence=True),
)
