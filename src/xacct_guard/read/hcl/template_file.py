"""A whole file as a template (`templatefile`)."""

from __future__ import annotations

from ...span import Source
from .expression import read_expression
from .syntax import Expression
from .template import read_whole
from .text import Place, Text


def read_template(
    source: Source, text: str | None = None, place: Place | None = None
) -> Expression:
    """What a file is worth as an expression, or a `text` whose letters have their `place` in the file.

    Raises InputError where it is no template.
    """
    return read_whole(Text(source, text, place), read_expression)
