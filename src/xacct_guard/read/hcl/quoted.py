"""A text in quotes of JSON, read as HCL: each part has its place in the file."""

from __future__ import annotations

import re
from itertools import accumulate

from ...span import Node
from ..lines import split_lines
from .text import Text

_LETTER = re.compile(r"\\u[dD][89abAB]\w\w\\u\w{4}|\\u\w{4}|\\.|(?s:.)")


def read_json_text(node: Node) -> Text:
    """The text of a node of JSON, with the places that its letters have in the file."""
    at, text = node.span, node.text or ""
    line, column = at.line or 1, at.column or 1
    written = split_lines(at.source.text)[line - 1][column : (at.end_column or column) - 2]
    widths = (len(letter) for letter in _LETTER.findall(written))
    columns = list(accumulate(widths, initial=column + 1))

    def place(offset: int) -> tuple[int, int]:
        return line, columns[min(offset, len(columns) - 1)]

    return Text(at.source, text, place)
