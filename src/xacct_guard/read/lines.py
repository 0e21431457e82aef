"""Where the lines of a text begin."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate

_BREAK = re.compile(r"\r\n?|\n")


def line_starts(text: str) -> list[int]:
    r"""The offset of each line's first character; a line ends at `\n`, `\r\n` or `\r`."""
    if "\r" in text:
        return [0, *(found.end() for found in _BREAK.finditer(text))]
    lengths = [len(line) + 1 for line in text.split("\n")]
    return [0, *accumulate(lengths[:-1])]


@lru_cache(maxsize=8)
def split_lines(text: str) -> tuple[str, ...]:
    """The lines without what ends them; the last few texts are remembered."""
    return tuple(_BREAK.split(text))


def place_in(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    starts = line_starts(text[:offset])
    if text[offset - 1 : offset + 1] == "\r\n":  # between the two: still the old line
        starts.pop()
    return len(starts), offset - starts[-1] + 1
