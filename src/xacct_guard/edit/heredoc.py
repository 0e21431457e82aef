"""JSON in a heredoc of Terraform, edited as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ..errors import EditError
from ..finding import Add, Edit, Splice
from ..read.hcl.syntax import Literal
from ..span import Node, Source, Span
from .cut import Cut
from .document import document_of
from .text import Text

_HEAD = re.compile(r"<<(-?)[^\s]+[ \t]*\r?\n")
Made = tuple[str, tuple[Splice, ...]]
Make = Callable[[Source, Iterable[Edit]], Made]
"""Makes edits of a JSON text: what comes of it, and how."""


@dataclass(frozen=True, slots=True)
class Heredoc:
    """The lines of a heredoc: where they begin in the file, and whether their margin is taken away."""

    begin: int
    lines: str
    is_dedented: bool

    def value(self, lines: str) -> str:
        """What Terraform makes of such lines."""
        if not self.is_dedented:
            return lines
        each = lines.split("\n")
        widths = (len(line) - len(line.lstrip(" \t")) for line in each if line.strip())
        width = min(widths, default=0)
        return "\n".join(line[width:] for line in each)


def heredoc_of(part: Literal, text: Text) -> Heredoc | None:
    """The heredoc that a text is written as; None if it is written in another way."""
    begin, end = text.begin(part.span), text.end(part.span)
    head = _HEAD.match(text.text, begin)
    if head is None:
        return None
    found = Heredoc(head.end(), text.text[head.end() : text.line_start(end)], bool(head[1]))
    return found if found.value(found.lines) == part.value else None


def cuts_in_heredoc(
    heredoc: Heredoc, edits: Iterable[Edit], text: Text, make: Make
) -> tuple[str, list[Cut]]:
    """The value afterwards, and the cuts of the file. Raises EditError."""
    source = Source("heredoc.json", heredoc.lines)
    line, _ = text.place(heredoc.begin)
    after, splices = make(source, [_moved(edit, source, line - 1) for edit in edits])
    inner = Text(heredoc.lines)
    cuts = [
        Cut(heredoc.begin + inner.begin(s.span), heredoc.begin + inner.end(s.span), s.text)
        for s in splices
    ]
    return heredoc.value(after), cuts


def _moved(edit: Edit, source: Source, lines: int) -> Edit:
    """The edit with its place as it is in the text alone."""
    at = edit.to if isinstance(edit, Add) else edit.at
    line, column = (at.line or 0) - lines, at.column
    for root in document_of(source).roots:
        for node in root.walk():
            for span in (node.span, *node.keys.values()):
                if (span.line, span.column) == (line, column) and _is_one(node, span, at):
                    moved = replace(span, source=source)
                    return (
                        replace(edit, to=moved)
                        if isinstance(edit, Add)
                        else replace(edit, at=moved)
                    )
    raise EditError("the place is not as it was loaded", at=at)


def _is_one(node: Node, span: Span, at: Span) -> bool:
    return span.route[-1:] == at.route[-1:] or (span is node.span and not span.route)
