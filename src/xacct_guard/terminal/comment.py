"""A comment in Markdown: parts one below the other, as long as there is room, and a count of what has none."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

MOST = 60_000
"""Characters. A comment on GitHub takes 65,536, one on GitLab a million."""
_NOTE = 400
"""What the sentence about what is left out may take."""


@dataclass(frozen=True, slots=True)
class Part:
    """Items below one head, `between` them; `one` and `several` are what they are called when they are counted.

    `before` and `after` stand there only if an item does: the head of a table, the tags around what is folded.
    """

    items: tuple[str, ...]
    one: str = ""
    several: str = ""
    before: str = ""
    after: str = ""
    between: str = "\n\n"

    def within(self, room: int) -> tuple[str, int]:
        """As many of the items, from the first on, as fit into that many characters; how many do not."""
        left = room - len(self.before) - len(self.after)
        held = 0
        for item in self.items:
            left -= len(item) + len(self.between)
            if left < 0:
                break
            held += 1
        text = f"{self.before}{self.between.join(self.items[:held])}{self.after}" if held else ""
        return text, len(self.items) - held


def text(*items: str) -> Part:
    """Paragraphs that a comment begins with: they are counted as nothing."""
    return Part(items, "paragraph", "paragraphs")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], one: str, several: str) -> Part:
    """A table, row by row."""
    first = f"{_row(head)}\n{_row(('---',) * len(head))}\n"
    return Part(tuple(map(_row, rows)), one, several, before=first, between="\n")


def folded(summary: str, part: Part) -> Part:
    """A part that opens with a click. Markdown inside of HTML needs the empty lines.

    A summary is HTML, and takes no backticks.
    """
    before, after = f"<details><summary>{summary}</summary>\n\n", "\n\n</details>"
    return Part(
        part.items,
        part.one,
        part.several,
        before=f"{before}{part.before}",
        after=f"{part.after}{after}",
        between=part.between,
    )


def fold(summary: str, text: str) -> str:
    """The same of a text."""
    return whole(folded(summary, Part((text,))))


def whole(part: Part) -> str:
    """A part that has all the room it takes."""
    return part.within(sys.maxsize)[0]


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def comment(parts: Iterable[Part], elsewhere: str, room: int = MOST) -> str:
    """The parts that fit, with a line end; `elsewhere` says where all of it is told."""
    left = room - _NOTE
    held: list[str] = []
    missing: Counter[tuple[str, str]] = Counter()
    for part in parts:
        said, dropped = part.within(left)
        if said:
            held.append(said)
            left -= len(said) + 2
        if dropped:
            missing[part.one, part.several] += dropped
    if missing:
        counted = ", ".join(f"{n} {one if n == 1 else many}" for (one, many), n in missing.items())
        held.append(f"**Left out, as a comment has no room for it: {counted}.** {elsewhere}")
    return "\n\n".join(held) + "\n"
