"""Templates: quoted texts, heredocs and whole files, their pieces put together.

An expression may be a template and a template holds expressions: who reads one says how to read the other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ...span import Span
from .pieces import HELP, Mark, Piece, Read, read_pieces
from .syntax import Conditional, Expression, For, Literal, Template
from .text import Text

_HEREDOC = re.compile(r"<<(-?)([^\s]+)[ \t]*\r?\n")


def read_quoted(text: Text, read: Read) -> Expression:
    """A text in quotes."""
    start = text.at
    text.at += 1
    pieces = read_pieces(text, read, lambda: text.sees('"'), quoted=True)
    text.expect('"', "a text in quotes ends with them, on the same line")
    return _assembled(text, pieces, text.span(start))


def read_heredoc(text: Text, read: Read) -> Expression:
    """`<<EOF` and the lines up to the one that says `EOF`."""
    start = text.at
    head = _HEREDOC.match(text.text, text.at)
    last = head and re.compile(rf"^[ \t]*{re.escape(head[2])}[ \t]*\r?$", re.MULTILINE)
    end = last and last.search(text.text, head.end()) if head else None
    if head is None or end is None:
        raise text.stuck("this heredoc has no end", "write its word alone on a line below it")
    text.at = head.end()
    stop = end.start()
    indent = _indent(text.text[head.end() : stop]) if head[1] else 0
    pieces = read_pieces(text, read, lambda: text.at >= stop, indent=indent, stop=stop)
    text.at = end.end() - (1 if end.group().endswith("\r") else 0)
    return _assembled(text, pieces, text.span(start))


def read_whole(text: Text, read: Read) -> Expression:
    """All that is left of a text, as a template."""
    start, end = text.at, len(text.text)
    pieces = read_pieces(text, read, lambda: text.at >= end)
    return _assembled(text, pieces, text.span(start))


def _indent(lines: str) -> int:
    """The blanks that `<<-` takes away from every line: as many as the least indented has."""
    widths = (len(line) - len(line.lstrip(" \t")) for line in lines.split("\n") if line.strip())
    return min(widths, default=0)


def _assembled(text: Text, pieces: list[Piece], span: Span) -> Expression:
    left = list(reversed(pieces))
    parts = _nested(text, left, ())
    if left:
        raise text.stuck("a directive ends here that never began", HELP)
    return _joined(parts, span)


def _joined(parts: list[Expression], span: Span) -> Expression:
    """One literal where all of it is known; neighbouring texts as one."""
    joined: list[Expression] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Literal) and isinstance(last, Literal):
            at = replace(last.span, end_line=part.span.end_line, end_column=part.span.end_column)
            joined[-1] = Literal(f"{last.value}{part.value}", at)
        else:
            joined.append(part)
    if not joined:
        return Literal("", span)
    only = joined[0]
    if len(joined) == 1 and isinstance(only, Literal) and isinstance(only.value, str):
        return Literal(only.value, span)
    return Template(tuple(joined), span)


def _nested(text: Text, left: list[Piece], ends: tuple[str, ...]) -> list[Expression]:
    """The pieces up to one of the marks, with what directives hold inside them."""
    found: list[Expression] = []
    while left:
        piece = left[-1]
        if not isinstance(piece, Mark):
            found.append(piece)
            left.pop()
        elif piece.word in ends or piece.value is None:
            return found
        else:
            left.pop()
            found.append(_directive(text, piece, piece.value, left))
    if ends:
        raise text.stuck(f"`%{{{ends[-1]}}}` is missing", HELP)
    return found


def _directive(text: Text, mark: Mark, value: Expression, left: list[Piece]) -> Expression:
    if mark.word == "for":
        inner = _joined(_nested(text, left, ("endfor",)), mark.span)
        _close(text, left, "endfor")
        return For(mark.names, value, None, inner, None, grouped=False, joined=True, span=mark.span)
    yes = _joined(_nested(text, left, ("else", "endif")), mark.span)
    no: Expression = Literal("", mark.span)
    if left and isinstance(last := left[-1], Mark) and last.word == "else":
        left.pop()
        no = _joined(_nested(text, left, ("endif",)), mark.span)
    _close(text, left, "endif")
    return Conditional(value, yes, no, mark.span)


def _close(text: Text, left: list[Piece], word: str) -> None:
    if not left or not isinstance(last := left[-1], Mark) or last.word != word:
        raise text.stuck(f"`%{{{word}}}` is missing", HELP)
    left.pop()
