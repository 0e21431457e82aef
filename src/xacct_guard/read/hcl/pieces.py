"""The pieces of a template in order: literal texts, `${…}` and the marks `%{…}`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from ...span import Span
from .syntax import Expression, Literal
from .text import Text

_WORD = re.compile(r"[A-Za-z_][\w-]*+")
_QUOTED = re.compile(r'[^"\\$%\n]++')
_FREE = re.compile(r"[^$%\n]++")
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_AFTER = re.compile(r"[ \t\r]*+\n?+[ \t]*+")
HELP = "`${value}` and `%{if …}` end with `}`; write `$${` for the text `${`"


class Read(Protocol):
    """Reads the expression that stands here."""

    def __call__(self, text: Text, *, lines: bool) -> Expression:
        """The expression; `lines`: it may go on over the end of a line."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`%{…}`: what it says, and the expression that goes with `if` and `for`."""

    word: str
    span: Span
    value: Expression | None = None
    names: tuple[str, ...] = ()


Piece = Expression | Mark


def read_pieces(
    text: Text,
    read: Read,
    ends: Callable[[], bool],
    *,
    quoted: bool = False,
    indent: int = 0,
    stop: int | None = None,
) -> list[Piece]:
    """Literal texts, expressions and marks, up to where the template ends."""
    found: list[Piece] = []
    limit = len(text.text) if stop is None else stop
    is_line_start = not quoted
    while not ends():
        if text.at >= limit or (quoted and text.sees("\n")):
            raise text.stuck("a text ends here before its quotes are closed", HELP)
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


def _inserted(text: Text, read: Read, found: list[Piece]) -> None:
    start = text.at
    is_mark = text.sees("%{")
    text.at += 2
    if text.takes("~"):
        _strip_before(found)
    text.deeper()
    text.blank()
    piece: Piece = _mark(text, read, start) if is_mark else read(text, lines=True)
    text.depth -= 1
    text.blank()
    strips = text.takes("~")
    text.expect("}", HELP)
    found.append(piece)
    if strips:
        text.take(_AFTER)


def _strip_before(found: list[Piece]) -> None:
    """`${~`: the blanks before it, and one end of a line, are not meant."""
    while found and isinstance(last := found[-1], Literal) and isinstance(last.value, str):
        kept = last.value.rstrip(" \t\r\n")
        found.pop()
        if kept:
            found.append(replace(last, value=kept))
            return


def _mark(text: Text, read: Read, start: int) -> Mark:
    word = text.take(_WORD) or ""
    text.blank()
    if word == "if":
        return Mark(word, text.span(start), read(text, lines=True))
    if word == "for":
        names = [text.take(_WORD) or ""]
        text.blank()
        if text.takes(","):
            text.blank()
            names.append(text.take(_WORD) or "")
            text.blank()
        text.expect("in", "a `for` goes through something: `%{for x in list}`")
        return Mark(word, text.span(start), read(text, lines=True), tuple(names))
    if word not in ("else", "endif", "endfor"):
        raise text.stuck(f"there is no directive `{word}`", "one of `if`, `else`, `for`", start)
    return Mark(word, text.span(start))
