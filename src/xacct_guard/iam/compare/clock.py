"""Clock: how long a comparison may take."""

from __future__ import annotations

import time

_EVERY = 64


class OutOfTimeError(Exception):
    """The time is up; `construct` is what was being looked at."""

    def __init__(self, construct: str) -> None:
        super().__init__(construct)
        self.construct = construct


class Clock:
    """Counts down `seconds` of processor time; None: for ever."""

    __slots__ = ("_asked", "_end")

    def __init__(self, seconds: float | None = None) -> None:
        self._end = None if seconds is None else time.process_time() + seconds
        self._asked = 0

    def check(self, construct: str) -> None:
        """Raise OutOfTimeError once the time is up. Looks at the time now and then only."""
        self._asked += 1
        if self._end is not None and self._asked % _EVERY == 0 and time.process_time() > self._end:
            raise OutOfTimeError(construct)


UNHURRIED = Clock()
