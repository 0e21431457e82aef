"""JMESPath expressions, compiled once."""

from __future__ import annotations

from functools import cache
from typing import Any


def found(expression: str, value: object) -> Any:
    """What the expression finds in a value, or None."""
    return _compiled(expression).search(value)


@cache
def _compiled(expression: str) -> Any:
    import jmespath

    return jmespath.compile(expression)
