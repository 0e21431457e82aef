"""ARN operators: ArnEquals and ArnLike are the same test."""

from __future__ import annotations

from ..arn_pattern import match_arn
from . import pair

OPERATORS = (
    *pair("ArnEquals", "ArnNotEquals", match_arn, variables=True),
    *pair("ArnLike", "ArnNotLike", match_arn, variables=True),
)
