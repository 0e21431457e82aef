"""Respelled: another text in the place of one, written with the same references.

None at all (an empty tuple) where it is not certain which part of what is written is to change: a function
or a parameter stands there, or the document can no longer be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..finding import Edit, Put
from ..iam.policy import Written
from ..iam.symbol import has_symbol
from ..span import Node
from .standing import plain, standing
from .tree import long_form

_REFERENCE = re.compile(r"\$\{[^}]*\}")
_JOINING = frozenset(("Fn::Sub", "Fn::Join"))


def respelled(written: Written, text: str) -> tuple[Edit, ...]:
    """Another text in the place of one, with the references that it is written with."""
    value = alike(written, text)
    return () if value is None else (Put(written.span, value),)


def alike(written: Written, text: str) -> object | None:
    """A text, written with the references of one that differs from it in a part; None if it cannot be."""
    found = standing(written.span)
    if found is None:
        return None
    if plain(found.node) == written.text:
        return None if has_symbol(text) else text
    texts = tuple(_texts(found.node))
    part = _part(tuple(str(node.value) for node in texts), written.text, text)
    if part is None or found.within:
        return None
    node, value = texts[part[0]], part[1]
    return plain(_with(found.node, node, value))


def _texts(node: Node) -> Iterator[Node]:
    """The texts of which a value is put together by `Fn::Sub` and `Fn::Join`."""
    name = long_form(node.tag) if node.tag else None
    if isinstance(node.value, str) and name in (None, "Fn::Sub"):
        yield node
    elif isinstance(node.value, tuple) and (name is None or name in _JOINING):
        for each in node.value:
            yield from _texts(each)
    elif isinstance(node.value, Mapping) and len(node.value) == 1 and name is None:
        for key, each in node.value.items():
            yield from _texts(each) if key in _JOINING else ()


def _with(node: Node, old: Node, text: str) -> Node:
    """The value with another text in one place."""
    if node is old:
        return replace(node, value=text)
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(_with(each, old, text) for each in node.value))
    if isinstance(node.value, Mapping):
        return replace(
            node, value={key: _with(each, old, text) for key, each in node.value.items()}
        )
    return node


def _part(texts: tuple[str, ...], before: str, after: str) -> tuple[int, str] | None:
    """Which of these texts holds the part that differs, and how it then reads, if that is certain."""
    start, end = _difference(before, after)
    tail = len(before) - end
    while start and any(before[start - 1 : end] in text for text in texts):
        start -= 1
    while end < len(before) and any(before[start : end + 1] in text for text in texts):
        end += 1
    old, further = before[start:end], len(before) - end
    new = after[start : len(after) - further]
    holding = [index for index, text in enumerate(texts) if old and old in text]
    if len(holding) != 1 or has_symbol(new) or further > tail:
        return None
    text = texts[holding[0]]
    if text.count(old) != 1 or _is_in_reference(text, text.index(old), len(old)):
        return None
    return holding[0], text.replace(old, new)


def _difference(before: str, after: str) -> tuple[int, int]:
    """Where in the first text the part begins and ends that differs."""
    start = 0
    shorter = min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < shorter - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return start, len(before) - tail


def _is_in_reference(text: str, at: int, length: int) -> bool:
    spans = (found.span() for found in _REFERENCE.finditer(text))
    return any(start < at + length and at < end for start, end in spans)
