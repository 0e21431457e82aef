"""BinaryEquals: bytes, written in base64 on both sides."""

from __future__ import annotations

import binascii
from base64 import b64decode
from functools import lru_cache

from ..symbol import has_symbol
from ..truth import Truth
from . import Operator


@lru_cache(maxsize=1 << 10)
def _bytes(text: str) -> bytes | None:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _equals(wanted: str, got: str) -> Truth:
    if has_symbol(wanted) or has_symbol(got):
        return Truth.UNKNOWN
    value = _bytes(got)
    return Truth.YES if value is not None and value == _bytes(wanted) else Truth.NO


def _is_base64(text: str) -> bool:
    return _bytes(text) is not None


OPERATORS = (Operator("BinaryEquals", _equals, accepts=_is_base64, expects="base64"),)
