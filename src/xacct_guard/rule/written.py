"""Whether a value stands where it is used, or is taken from elsewhere."""

from __future__ import annotations

from ..span import Node


def is_written_out(node: Node) -> bool:
    """Does the text of a value stand at its place itself, and no reference to it?"""
    at = node.span
    if node.text is None or at.line is None or at.column is None:
        return False
    line = at.source.text.splitlines()[at.line - 1]
    end = at.end_column - 1 if at.end_column and at.end_line == at.line else len(line)
    return node.text in line[at.column - 1 : end]
