"""Truths as plain numbers: NO < OPEN < YES, AND the minimum, OR the maximum, NOT `YES - it`."""

from __future__ import annotations

from collections.abc import Callable

from ..truth import Truth
from .asked import Asked

NO, OPEN, YES = 0, 1, 2
assert (Truth.NO, Truth.UNKNOWN, Truth.YES) == (NO, OPEN, YES)

Test = Callable[[Asked], int]
"""What one statement, or one element of it, says of a request."""
