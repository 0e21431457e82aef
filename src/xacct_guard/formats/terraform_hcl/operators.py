"""Operators: arithmetic, comparisons and logic, over values parts of which may be unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from ...iam.symbol import has_symbol
from ...span import Node, Span
from ...terraform.value import as_text, derived
from .lists import same

_ARITHMETIC: Mapping[str, Callable[[float, float], float | bool]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def operated(sign: str, left: Node | None, right: Node, at: Span) -> Node:
    """`left sign right`, or `sign right`; a symbol where it is not known."""
    if left is None:
        return _signed(sign, right, at)
    if sign in ("==", "!="):
        equal = same(left, right)
        known = Node(equal is (sign == "=="), at)
        return derived(sign, [left, right], at) if equal is None else known
    if sign in ("&&", "||"):
        return _joined(sign, left, right, at)
    one, other = _number(left), _number(right)
    if one is None or other is None or (sign in "/%" and other == 0):
        return derived(sign, [left, right], at)
    value = _ARITHMETIC[sign](one, other)
    whole = isinstance(value, float) and value.is_integer()
    return Node(int(value) if whole else value, at)


def truth(node: Node) -> bool | None:
    """Is it true? None where it is neither true nor false, or not known."""
    return {"true": True, "false": False}.get(as_text(node) or "")


def _signed(sign: str, right: Node, at: Span) -> Node:
    if sign == "!" and (known := truth(right)) is not None:
        return Node(not known, at)
    if sign == "-" and (number := _number(right)) is not None:
        return Node(int(-number) if float(number).is_integer() else -number, at)
    return derived(sign, [right], at)


def _joined(sign: str, left: Node, right: Node, at: Span) -> Node:
    settles = sign == "||"
    truths = truth(left), truth(right)
    if settles in truths:
        return Node(settles, at)
    return derived(sign, [left, right], at) if None in truths else Node(not settles, at)


def _number(node: Node) -> float | None:
    text = as_text(node)
    try:
        return None if text is None or has_symbol(text) else float(text)
    except ValueError:
        return None
