"""The commands of a `console` block, with what the page says that they print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .block import Block

PROMPT = "$ "
LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class Command:
    """What is typed, what is shown of its output, and the line of the page on which it stands."""

    typed: str
    shown: tuple[str, ...]
    line: int

    def is_answered_by(self, printed: str) -> bool:
        """Is that what the page shows? A line with `…` alone stands for any lines, or none."""
        lines = [f"{line}\n" for line in self.shown]
        pattern = "".join(
            "(?:.*\n)*?" if line.strip() == LEFT_OUT else re.escape(line) for line in lines
        )
        return re.fullmatch(pattern, _trimmed(printed)) is not None


def commands(block: Block) -> Iterator[Command]:
    """The commands of a block; a line that ends with a backslash goes on in the next."""
    lines = block.text.splitlines()
    at = 0
    while at < len(lines):
        line = block.line + at
        if not lines[at].startswith(PROMPT):
            raise ValueError(f"line {line}: `{lines[at]}` belongs to no command")
        typed = lines[at].removeprefix(PROMPT)
        while typed.endswith("\\"):
            at += 1
            typed = typed[:-1] + lines[at].strip()
        at += 1
        end = next((n for n in range(at, len(lines)) if lines[n].startswith(PROMPT)), len(lines))
        yield Command(typed, tuple(text.rstrip() for text in lines[at:end]), line)
        at = end


def _trimmed(printed: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
