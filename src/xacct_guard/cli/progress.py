"""Progress on a terminal: one line that changes, with what is slow."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from ..collect.events import Event

_PAUSE = 0.1
_WIDTH = 120


class Progress:
    """How many accounts are done, what was done last, what is waited for; nothing where nobody sees it."""

    def __init__(self, stream: TextIO, *, quiet: bool) -> None:
        self._stream = stream
        self._shown = stream.isatty() and not quiet
        self._all = 0
        self._done = 0
        self._refused = 0
        self._last = ""
        self._slow = ""
        self._told = 0.0

    def tell(self, event: Event) -> None:
        """Take notice of an event, and show the line if it is time."""
        place = " ".join(part for part in (event.account, event.region or "global") if part)
        match event.what:
            case "started":
                self._all = event.count or 0
            case "region-done":
                self._last, self._slow = f"{place} done", ""
            case "account-done" | "account-unreachable" | "account-skipped":
                self._done += event.what != "account-skipped"
                self._last = f"{event.account} {event.what.removeprefix('account-')}"
            case "refused":
                self._refused += 1
            case "waiting" | "slow":
                self._slow = f"slow: {place} {event.operation} {event.seconds or 0:.0f} s"
            case "finished" | "interrupted":
                self.clear()
                return
        self._show()

    def count(self, done: int, of: int) -> None:
        """So many accounts are judged, of so many."""
        self._done, self._all, self._last = done, of, "judged"
        if done == of:
            self.clear()
        else:
            self._show()

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _show(self) -> None:
        now = time.monotonic()
        if not self._shown or now - self._told < _PAUSE:
            return
        self._told = now
        refused = f"{self._refused} refused" if self._refused else ""
        parts = (f"{self._done} of {self._all} accounts", refused, self._last, self._slow)
        line = " · ".join(part for part in parts if part)
        width = shutil.get_terminal_size((_WIDTH, 24)).columns - 1
        self._stream.write(f"\r\x1b[K{line[:width]}")
        self._stream.flush()
