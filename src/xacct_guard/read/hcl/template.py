"""Templates: quoted texts, heredocs and whole files with `${…}` and `%{…}` in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from ...span import Source, Span
from .syntax import Conditional, Expression, For, Literal, Template
from .text import Text

_WORD = re.compile(r"[A-Za-z_][\w-]*+")
_PLAIN_NAME = re.compile(r'"((?:[^"\\\n$%]|\$(?!\{)|%(?!\{)|\\.)*+)"')
_HEREDOC = re.compile(r"<<(-?)([^\s]+)[ \t]*\r?\n")
_QUOTED = re.compile(r'[^"\\$%\n]++')
_FREE = re.compile(r"[^$%\n]++")
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_HELP = "`${value}` and `%{if …}` end with `}`; write `$${` for the text `${`"


class Read(Protocol):
    """Reads the expression that stands here."""

    def __call__(self, text: Text, *, lines: bool) -> Expression:
        """The expression; `lines`: it may go on over the end of a line."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """`%{…}`: what it says, and the expression that goes with `if` and `for`."""

    word: str
    span: Span
    value: Expression | None = None
    names: tuple[str, ...] = ()


_Piece = Expression | _Mark


def read_quoted_name(text: Text) -> str | None:
    """The label of a block in quotes, if one stands here."""
    found = text.take(_PLAIN_NAME)
    return found[1:-1] if found else None


def read_quoted(text: Text, read: Read) -> Expression:
    """A text in quotes."""
    start = text.at
    text.at += 1
    pieces = _pieces(text, read, lambda: text.sees('"'), quoted=True)
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
    pieces = _pieces(text, read, lambda: text.at >= stop, indent=indent, stop=stop)
    text.at = end.end() - (1 if end.group().endswith("\r") else 0)
    return _assembled(text, pieces, text.span(start))


def read_template(source: Source) -> Expression:
    """A whole file as a template (`templatefile`)."""
    from .expression import read_expression  # an expression may be a template

    text = Text(source)
    end = len(source.text)
    pieces = _pieces(text, read_expression, lambda: text.at >= end)
    return _assembled(text, pieces, text.span(0))


def _indent(lines: str) -> int:
    """The blanks that `<<-` takes away from every line: as many as the least indented has."""
    widths = (len(line) - len(line.lstrip(" \t")) for line in lines.split("\n") if line.strip())
    return min(widths, default=0)


def _pieces(
    text: Text,
    read: Read,
    ends: Callable[[], bool],
    *,
    quoted: bool = False,
    indent: int = 0,
    stop: int | None = None,
) -> list[_Piece]:
    """Literal texts, expressions and marks, up to where the template ends."""
    found: list[_Piece] = []
    limit = len(text.text) if stop is None else stop
    is_line_start = not quoted
    while not ends():
        if text.at >= limit or (quoted and text.sees("\n")):
            raise text.stuck("a text ends here before its quotes are closed", _HELP)
        if is_line_start:
            text.at = min(text.at + _blanks(text, indent), limit)
            is_line_start = False
            continue
        start = text.at
        if text.sees("${") or text.sees("%{"):
            _inserted(text, read, found)
        else:
            letters = _letters(text, quoted=quoted)
            is_line_start = not quoted and letters == "\n"
            found.append(Literal(letters, text.span(start)))
    return found


def _blanks(text: Text, indent: int) -> int:
    line = text.text[text.at : text.at + indent]
    return len(line) - len(line.lstrip(" \t"))


def _letters(text: Text, *, quoted: bool) -> str:
    """Some literal text, what is escaped in it read."""
    for escaped, mark in (("$${", "${"), ("%%{", "%{")):
        if text.takes(escaped):
            return mark
    found = text.take(_QUOTED if quoted else _FREE)
    if found is not None:
        return found
    if quoted and text.sees("\\"):
        escape = _ESCAPE.match(text.text, text.at)
        if escape is None:
            raise text.stuck("there is no such escape", 'one of `\\n`, `\\t`, `\\"`, `\\\\`')
        text.at = escape.end()
        digits = escape[2] or escape[3]
        return chr(min(int(digits, 16), 0x10FFFF)) if digits else _ESCAPED[escape[1]]
    text.at += 1
    return text.text[text.at - 1]


def _inserted(text: Text, read: Read, found: list[_Piece]) -> None:
    start = text.at
    is_mark = text.sees("%{")
    text.at += 2
    if text.takes("~"):
        _strip_before(found)
    text.deeper()
    text.blank()
    piece: _Piece = _mark(text, read, start) if is_mark else read(text, lines=True)
    text.depth -= 1
    text.blank()
    strips = text.takes("~")
    text.expect("}", _HELP)
    found.append(piece)
    if strips:
        text.take(re.compile(r"[ \t\r]*+\n?+[ \t]*+"))


def _strip_before(found: list[_Piece]) -> None:
    """`${~`: the blanks before it, and one end of a line, are not meant."""
    while found and isinstance(last := found[-1], Literal) and isinstance(last.value, str):
        kept = last.value.rstrip(" \t\r\n")
        found.pop()
        if kept:
            found.append(replace(last, value=kept))
            return


def _mark(text: Text, read: Read, start: int) -> _Mark:
    word = text.take(_WORD) or ""
    text.blank()
    if word == "if":
        return _Mark(word, text.span(start), read(text, lines=True))
    if word == "for":
        names = [text.take(_WORD) or ""]
        text.blank()
        if text.takes(","):
            text.blank()
            names.append(text.take(_WORD) or "")
            text.blank()
        text.expect("in", "a `for` goes through something: `%{for x in list}`")
        return _Mark(word, text.span(start), read(text, lines=True), tuple(names))
    if word not in ("else", "endif", "endfor"):
        raise text.stuck(f"there is no directive `{word}`", "one of `if`, `else`, `for`", start)
    return _Mark(word, text.span(start))


def _assembled(text: Text, pieces: list[_Piece], span: Span) -> Expression:
    left = list(reversed(pieces))
    parts = _nested(text, left, ())
    if left:
        raise text.stuck("a directive ends here that never began", _HELP)
    return _joined(parts, span)


def _joined(parts: list[Expression], span: Span) -> Expression:
    """One literal where all of it is known; neighbouring texts as one."""
    joined: list[Expression] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Literal) and isinstance(last, Literal):
            joined[-1] = replace(last, value=f"{last.value}{part.value}")
        else:
            joined.append(part)
    if not joined:
        return Literal("", span)
    only = joined[0]
    if len(joined) == 1 and isinstance(only, Literal) and isinstance(only.value, str):
        return Literal(only.value, span)
    return Template(tuple(joined), span)


def _nested(text: Text, left: list[_Piece], ends: tuple[str, ...]) -> list[Expression]:
    """The pieces up to one of the marks, with what directives hold inside them."""
    found: list[Expression] = []
    while left:
        piece = left[-1]
        if not isinstance(piece, _Mark):
            found.append(piece)
            left.pop()
        elif piece.word in ends or piece.value is None:
            return found
        else:
            left.pop()
            found.append(_directive(text, piece, piece.value, left))
    if ends:
        raise text.stuck(f"`%{{{ends[-1]}}}` is missing", _HELP)
    return found


def _directive(text: Text, mark: _Mark, value: Expression, left: list[_Piece]) -> Expression:
    if mark.word == "for":
        inner = _joined(_nested(text, left, ("endfor",)), mark.span)
        _close(text, left, "endfor")
        return For(mark.names, value, None, inner, None, grouped=False, joined=True, span=mark.span)
    yes = _joined(_nested(text, left, ("else", "endif")), mark.span)
    no: Expression = Literal("", mark.span)
    if left and isinstance(last := left[-1], _Mark) and last.word == "else":
        left.pop()
        no = _joined(_nested(text, left, ("endif",)), mark.span)
    _close(text, left, "endif")
    return Conditional(value, yes, no, mark.span)


def _close(text: Text, left: list[_Piece], word: str) -> None:
    if not left or not isinstance(last := left[-1], _Mark) or last.word != word:
        raise text.stuck(f"`%{{{word}}}` is missing", _HELP)
    left.pop()
