"""String operators: exact, without regard to case, or by wildcards."""

from __future__ import annotations

from ..pattern import match
from ..truth import Truth
from ..wildcard import quoted
from . import pair


def _equals(wanted: str, got: str) -> Truth:
    return match(quoted(wanted), got)


def _equals_ignoring_case(wanted: str, got: str) -> Truth:
    return match(quoted(wanted), got, ignore_case=True)


OPERATORS = (
    *pair("StringEquals", "StringNotEquals", _equals, variables=True),
    *pair(
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        _equals_ignoring_case,
        variables=True,
    ),
    *pair("StringLike", "StringNotLike", match, variables=True),
)
