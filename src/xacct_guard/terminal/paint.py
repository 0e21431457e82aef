"""Paint: colours and marks, or their absence."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "help": "1;32",
    "second": "1;34",
    "gutter": "34",
    "strong": "1",
    "dim": "2",
    "quoted": "36",
    "added": "32",
    "allow": "32",
    "deny": "1;31",
    "unknown": "33",
    "accepted": "35",
}
_MARKS = {"allow": "✓", "deny": "✗", "unknown": "?", "accepted": "~"}
_ASCII_MARKS = {"allow": "+", "deny": "x", "unknown": "?", "accepted": "~"}
_QUOTED = re.compile(r"`[^`]+`")


@dataclass(frozen=True, slots=True)
class Paint:
    """Puts a style on a text, when there are colours; draws signs, plainer without Unicode."""

    colour: bool = False
    unicode: bool = True

    def __call__(self, style: str, text: str) -> str:
        """The text in one of the styles; unchanged without colour or without text."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colour and text else text

    def mark(self, verdict: str) -> str:
        """The sign of a verdict, in its colour."""
        marks = _MARKS if self.unicode else _ASCII_MARKS
        return self(verdict, marks[verdict])

    def prose(self, text: str) -> str:
        """A sentence whose words in backticks stand out."""
        if not self.colour:
            return text
        return _QUOTED.sub(lambda found: self("quoted", found.group()), text)

    @property
    def ellipsis(self) -> str:
        """What stands for the part that was cut."""
        return "…" if self.unicode else "..."


PLAIN = Paint()
