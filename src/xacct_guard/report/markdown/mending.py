"""What to change, and where: what to add ready to paste, or lines as they are and as they become."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Fix
from ...page.change import changes_of
from ...terminal.markdown_text import block, code
from .. import Options

_LINE = 400
"""Characters of a line that somebody may read; of a document that is all one line no line tells anything."""


def mending(fix: Fix, options: Options) -> Iterator[str]:
    """Paragraphs and blocks of code."""
    for change in changes_of(fix):
        if change.gone and max(map(len, (*change.gone, *change.come))) > _LINE:
            continue
        where = f" at {code(options.place(change.at))}" if change.at else ""
        if change.gone:
            yield f"Change{where}:"
            lines = (*(f"- {each}" for each in change.gone), *(f"+ {each}" for each in change.come))
            yield block("\n".join(lines), "diff")
        else:
            yield f"Add{where}:"
            yield block("\n".join(change.come))
