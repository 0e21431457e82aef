"""Date operators: instants, written as ISO 8601 or as seconds since 1970, on either side."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from ..symbol import has_symbol
from ..truth import Truth
from . import Comparison, Operator, pair

_EXPECTS = "a date such as `2026-01-31T00:00:00Z`, or seconds since 1970"
_EPOCH = re.compile(r"[0-9]{1,3}|[0-9]{5,}|[0-9]+\.[0-9]+")  # four digits are a year
_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1 << 12)
def instant(text: str) -> Decimal | None:
    """Seconds since 1970 of a date in any of the accepted forms; None for anything else."""
    if _EPOCH.fullmatch(text):
        return Decimal(text)
    try:
        if found := _DATE.fullmatch(text):
            moment = datetime(
                int(found["year"]), int(found["month"] or 1), int(found["day"] or 1), tzinfo=UTC
            )
        elif _TIME.fullmatch(text):
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        else:
            return None
    except ValueError:
        return None
    passed = moment - _ZERO
    return Decimal(passed.days * 86400 + passed.seconds) + Decimal(passed.microseconds) / 10**6


def _compares(test: Callable[[Decimal, Decimal], bool]) -> Comparison:
    def compare(wanted: str, got: str) -> Truth:
        if has_symbol(wanted) or has_symbol(got):
            return Truth.UNKNOWN
        limit, value = instant(wanted), instant(got)
        if limit is None or value is None:
            return Truth.NO
        return Truth.YES if test(value, limit) else Truth.NO

    return compare


def _is_date(text: str) -> bool:
    return instant(text) is not None


def _single(name: str, test: Callable[[Decimal, Decimal], bool]) -> Operator:
    return Operator(name, _compares(test), accepts=_is_date, expects=_EXPECTS)


OPERATORS = (
    *pair(
        "DateEquals", "DateNotEquals", _compares(operator.eq), accepts=_is_date, expects=_EXPECTS
    ),
    _single("DateLessThan", operator.lt),
    _single("DateLessThanEquals", operator.le),
    _single("DateGreaterThan", operator.gt),
    _single("DateGreaterThanEquals", operator.ge),
)
