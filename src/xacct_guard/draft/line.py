"""How a value, or a remark, is written on one line of the draft."""

from __future__ import annotations

import json
import re
from pathlib import Path

_PLAIN = re.compile(r"[A-Za-z][\w./-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_LONGEST = 120


def scalar(value: str | Path) -> str:
    """A value as YAML takes it on one line."""
    text = value.as_posix() if isinstance(value, Path) else value
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else json.dumps(text)


def remark(text: str) -> str:
    """Text inside a comment: it may not end the line."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:_LONGEST]
