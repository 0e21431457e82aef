"""Comments: which stage needs a statement, in lines that cannot end a comment."""

from __future__ import annotations

from collections.abc import Iterator

from ..grants.document import Line
from ..iam.symbol import shown

_AT_MOST = 6


def reasons(line: Line) -> Iterator[str]:
    """The lines of the comment above a statement; the index names all that need it."""
    if line.keeps:
        yield from map(_plain, line.because)
        return
    if line.optional:
        yield "optional: nothing is known to stop where this is refused"
    for each in line.because[:_AT_MOST]:
        yield f"needed by {_plain(each)}"
    if (more := len(line.because) - _AT_MOST) > 0:
        yield f"and by {more} more"


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in shown(text))
