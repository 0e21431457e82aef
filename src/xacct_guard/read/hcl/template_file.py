"""A whole file as a template (`templatefile`)."""

from __future__ import annotations

from ...span import Source
from .expression import read_expression
from .syntax import Expression
from .template import read_whole
from .text import Text


def read_template(source: Source) -> Expression:
    """What the file is worth, as an expression. Raises InputError where it is no template."""
    return read_whole(Text(source), read_expression)
