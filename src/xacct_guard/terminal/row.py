"""Row: one line of a drawing, filled at columns and painted at the end."""

from __future__ import annotations

from .cells import cells
from .paint import Paint


class Row:
    """Texts at columns; what is put later stands over what was put before."""

    __slots__ = ("_drawn",)

    def __init__(self) -> None:
        self._drawn: dict[int, tuple[str, str | None]] = {}

    def put(self, column: int, text: str, style: str | None = None) -> Row:
        """Write a printable text from a column (counted from 0) on."""
        at = column
        for char in text:
            if cells(char):
                self._drawn[at] = (char, style)
                at += cells(char)
            elif at - 1 in self._drawn:
                self._drawn[at - 1] = (self._drawn[at - 1][0] + char, style)
        return self

    def painted(self, paint: Paint) -> str:
        """The row as one string, without blanks at its end."""
        at, run, current, runs = 0, "", None, list[str]()
        for column, (text, style) in sorted(self._drawn.items()):
            if style != current or column > at:
                runs += [paint(current, run) if current else run, " " * (column - at)]
                run, current = "", style
            run, at = run + text, column + cells(text)
        runs.append(paint(current, run) if current else run.rstrip())
        return "".join(runs)
