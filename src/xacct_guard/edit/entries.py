"""The entries of a list or a mapping: where each begins and ends in its text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import EditError
from ..span import Node
from .text import Text

_DASH_BEFORE = re.compile(r"-[ \t]+(?:[!&][^\s]*[ \t]+)*$")


def children(node: Node) -> dict[str | int, Node]:
    """The members by their keys, or the items by their numbers."""
    if isinstance(node.value, tuple):
        return dict(enumerate(node.value))
    found: dict[str | int, Node] = {}
    found.update(node.mapping.items())
    return found


def is_flow(node: Node, text: Text) -> bool:
    """Is it a list or a mapping between brackets?"""
    begin = text.past_properties(text.begin(node.span))
    is_collection = isinstance(node.value, (tuple, Mapping))
    return is_collection and text.text[begin : begin + 1] in ("[", "{")


def begin_of(node: Node, step: str | int, text: Text) -> int:
    """Where an entry begins: with its key, its dash, or itself."""
    if isinstance(step, str):
        return text.begin(node.keys[step])
    child = children(node)[step]
    begin = text.begin(child.span)
    return begin if is_flow(node, text) else _dash(node, step, begin, text)


def _dash(node: Node, index: int, begin: int, text: Text) -> int:
    """The dash of an item: on the line where the item begins, else behind the item before."""
    found = _DASH_BEFORE.search(text.before(begin))
    if found:
        return text.line_start(begin) + found.start()
    if index:
        at = text.past_blank(text.end(children(node)[index - 1].span))
    else:
        at = text.past_properties(text.begin(node.span))
    if text.text[at : at + 1] != "-":
        raise EditError("it is not certain where this item begins", at=node.span)
    return at


def end_of(node: Node, step: str | int, text: Text) -> int:
    """Where an entry ends."""
    return text.end(children(node)[step].span)


def after_mark(node: Node, step: str | int, text: Text) -> int:
    """Behind the colon or the dash of an entry that is written in lines."""
    begin = begin_of(node, step, text)
    if isinstance(step, int):
        return begin + 1
    at = text.past_blank(text.end(node.keys[step]))
    if text.text[at : at + 1] != ":":
        raise EditError("it is not certain where this value begins", at=node.span)
    return at + 1
