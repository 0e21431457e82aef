"""How much room a text takes on a terminal, and how to keep it from doing harm there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

TAB = 4
_WORD = re.compile(r"(?:`[^`]*`|\S)+")
_BREAKERS = {"\u2028", "\u2029", "\u0085"}


@cache
def _shown(char: str) -> str:
    """One character as it may be printed: what moves the cursor or turns text round is spelled."""
    if char in _BREAKERS:
        return f"<U+{ord(char):04X}>"
    match unicodedata.category(char):
        case "Cc" if ord(char) < 0x20:
            return chr(0x2400 + ord(char))
        case "Cc" | "Cf" | "Cs" | "Co" | "Cn":
            return f"<U+{ord(char):04X}>"
        case _:
            return char


@cache
def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cells(text: str) -> int:
    """The columns that a printable text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def clean(text: str) -> str:
    """A text on one line, safe to print: white space becomes a space, controls become visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if char in "\n\r\t" else _shown(char) for char in text)


def drawn(line: str) -> Iterator[str]:
    """Each character of a source line as it is drawn; a tab fills up to the next stop."""
    at = 0
    for char in line:
        text = " " * (TAB - at % TAB) if char == "\t" else _shown(char)
        at += cells(text)
        yield text


def wrap(text: str, width: int, indent: str = "") -> tuple[str, ...]:
    """The text broken at spaces into lines of at most `width`; only a longer word sticks out.

    `indent` stands before every line but the first; what stands in backticks stays together.
    """
    lines: list[str] = []
    line = ""
    for word in _WORD.findall(text):
        if line and cells(line) + 1 + cells(word) > width:
            lines.append(line)
            line = indent + word
        else:
            line = f"{line} {word}" if line else word
    return (*lines, line)
