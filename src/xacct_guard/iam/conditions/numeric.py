"""Numeric operators: values are compared as decimal numbers."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from ..symbol import has_symbol
from ..truth import Truth
from . import Comparison, Operator, pair

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_EXPECTS = "a number"


@lru_cache(maxsize=1 << 12)
def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _compares(test: Callable[[Decimal, Decimal], bool]) -> Comparison:
    def compare(wanted: str, got: str) -> Truth:
        if has_symbol(wanted) or has_symbol(got):
            return Truth.UNKNOWN
        limit, value = _number(wanted), _number(got)
        if limit is None or value is None:
            return Truth.NO
        return Truth.YES if test(value, limit) else Truth.NO

    return compare


def _is_number(text: str) -> bool:
    return _number(text) is not None


def _single(name: str, test: Callable[[Decimal, Decimal], bool]) -> Operator:
    return Operator(name, _compares(test), accepts=_is_number, expects=_EXPECTS)


OPERATORS = (
    *pair(
        "NumericEquals",
        "NumericNotEquals",
        _compares(operator.eq),
        accepts=_is_number,
        expects=_EXPECTS,
    ),
    _single("NumericLessThan", operator.lt),
    _single("NumericLessThanEquals", operator.le),
    _single("NumericGreaterThan", operator.gt),
    _single("NumericGreaterThanEquals", operator.ge),
)
