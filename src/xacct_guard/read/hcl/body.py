"""A file of HCL -> its body: attributes and blocks."""

from __future__ import annotations

import re

from ...errors import InputError
from ...span import Source
from .expression import read_expression
from .syntax import Block, Body, Expression
from .text import Text

_WORD = re.compile(r"[A-Za-z_][\w-]*+")
_QUOTED_NAME = re.compile(r'"((?:[^"\\\n$%]|\$(?!\{)|%(?!\{)|\\.)*+)"')
_HELP = 'a body holds `name = value` and `type "label" { … }`, each on a line of its own'


def read_body(source: Source) -> Body:
    """The body of a file. Raises InputError where it is not HCL."""
    text = Text(source)
    body = _body(text)
    if text.at < len(text.text):
        raise text.stuck("a name or a block is expected here", _HELP)
    return body


def _body(text: Text) -> Body:
    start = text.at
    attributes: dict[str, Expression] = {}
    blocks: list[Block] = []
    while True:
        text.blank()
        begin = text.at
        word = text.take(_WORD)
        if word is None:
            return Body(attributes, tuple(blocks), text.span(start))
        text.blank(lines=False)
        if text.sees("=") and not text.sees("=="):
            text.at += 1
            if word in attributes:
                raise _twice(text, word, begin)
            attributes[word] = read_expression(text, lines=False)
            _end_of_line(text)
        else:
            blocks.append(_block(text, word, begin))


def _twice(text: Text, word: str, at: int) -> InputError:
    return text.stuck(f"`{word}` is written twice", "keep one of the two", at)


def _block(text: Text, type: str, begin: int) -> Block:
    labels = []
    while not text.sees("{"):
        label = text.take(_WORD) or _quoted_name(text)
        if label is None:
            raise text.stuck(f"`=` or `{{` is expected after `{type}`", _HELP)
        labels.append(label)
        text.blank(lines=False)
    text.at += 1
    text.deeper()
    body = _body(text)
    text.expect("}", f"the block `{type}` ends with it")
    text.depth -= 1
    block = Block(type, tuple(labels), body, text.span(begin))
    _end_of_line(text)
    return block


def _quoted_name(text: Text) -> str | None:
    found = text.take(_QUOTED_NAME)
    return found[1:-1] if found else None


def _end_of_line(text: Text) -> None:
    """Whatever is on one line ends with it; a block on one line ends with its brace."""
    text.blank(lines=False)
    if not text.ends_line() and not text.sees("}"):
        raise text.stuck("the end of the line is expected here", _HELP)
