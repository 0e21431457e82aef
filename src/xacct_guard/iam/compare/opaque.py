"""Opaque: one character for each part of a pattern that nobody knows."""

from __future__ import annotations

import re

from ..symbol import split_symbols

_VARIABLE = re.compile(r"\$\{[^{}]*\}")
_LITERAL = {"${*}": "\ue010", "${?}": "\ue011", "${$}": "$"}
_FIRST, _LAST = 0xF0000, 0xF0400
OPAQUE = "".join(map(chr, range(_FIRST, _LAST)))
"""The letters that stand for what nobody knows: more than policies have parts of that kind."""


def hidden(text: str, letters: dict[str, str]) -> str:
    """The text with a letter of `OPAQUE` for each symbol and variable; `letters` keeps which."""

    def letter(part: str) -> str:
        return letters.setdefault(part, chr(_FIRST + len(letters)))

    parts = (part if isinstance(part, str) else letter(str(part)) for part in split_symbols(text))
    whole = "".join(parts)
    return _VARIABLE.sub(lambda found: _LITERAL.get(found[0]) or letter(found[0].lower()), whole)
