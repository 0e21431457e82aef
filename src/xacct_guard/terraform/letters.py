"""Where each letter of a text was written, where it stands in its source as HCL or JSON has it."""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from ..read.lines import line_starts
from ..span import Span

_ESCAPE = re.compile(r"\\(?:u[dD][89abAB]\w\w\\u\w{4}|u\w{4}|U\w{8}|.)")
_MARKS = ("$${", "%%{")

Place = tuple[int, int]
"""Line and column."""


def letters_of(text: str, at: Span) -> tuple[Place, ...] | None:
    """The place of each letter, and of the end; None where the source has something else there.

    Quotes, the head of a heredoc, escapes and the blanks that `<<-` takes away are passed over.
    """
    if at.line is None or at.column is None or at.end_line is None or at.end_column is None:
        return None
    starts = line_starts(at.source.text)
    if at.end_line > len(starts):
        return None
    start = starts[at.line - 1] + at.column - 1
    written = at.source.text[start : starts[at.end_line - 1] + at.end_column - 1]
    offsets = _offsets(text, written)
    if offsets is None:
        return None
    places = (start + offset for offset in offsets)
    return tuple((line := bisect_right(starts, at), at - starts[line - 1] + 1) for at in places)


def _offsets(text: str, written: str) -> list[int] | None:
    """The offsets of a text in quotes, of a heredoc, of a piece of either."""
    if written.startswith('"'):
        found = _aligned(text, written, 1, escapes=True)
        if found is not None and written[found[-1] :] == '"':
            return found
    if written.startswith("<<"):
        return _aligned(text, written, written.find("\n") + 1)
    found = _aligned(text, written, 0)
    if found is not None and not written[found[-1] :].strip():
        return found
    return _aligned(text, written, 0, escapes=True)


def _aligned(text: str, written: str, at: int, *, escapes: bool = False) -> list[int] | None:
    """The offset of each letter, and of the end; without escapes, blanks may be taken away."""
    found: list[int] = []
    done = 0
    while done < len(text):
        wanted = text[done]
        escape = _ESCAPE.match(written, at) if escapes else None
        if text.startswith(("${", "%{"), done) and written.startswith(_MARKS, at):
            found += [at, at + 2]
            at, done = at + 3, done + 2
        elif escape is not None and _meant(escape[0]) == wanted:
            found.append(at)
            at, done = escape.end(), done + 1
        elif escape is None and written.startswith(wanted, at):
            found.append(at)
            at, done = at + 1, done + 1
        elif not escapes and written[at : at + 1] in (" ", "\t", "\r"):
            at += 1
        else:
            return None
    return [*found, at]


def _meant(escape: str) -> str | None:
    """The letter that an escape stands for."""
    if escape.startswith("\\U"):
        return chr(min(int(escape[2:], 16), 0x10FFFF))
    try:
        return str(json.loads(f'"{escape}"'))
    except ValueError:
        return None
