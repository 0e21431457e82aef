"""Calls of functions, their arguments worked out."""

from __future__ import annotations

from dataclasses import replace

from ...errors import InputError
from ...iam.symbol import has_symbol
from ...span import Node, Span
from ...terraform.value import (
    as_text,
    derived,
    document_of,
    holds_unknown,
    node_of,
    plain,
    unknown_in,
)
from .functions import KNOWN
from .lists import FUNCTIONS


def called(name: str, arguments: tuple[Node, ...], at: Span) -> Node | None:
    """What a function gives; None where that is not known, or where nobody knows the function."""
    if name in ("try", "can"):
        return _tried(name, arguments, at)
    if name == "jsondecode" and arguments:
        return _decoded(arguments[0], at)
    try:
        if (function := FUNCTIONS.get(name)) is not None:
            return function(arguments, at)
        if name == "format":
            return _formatted(arguments, at)
        known = KNOWN.get(name)
        if known is None or any(holds_unknown(each) for each in arguments):
            return None
        return node_of(known(*(plain(each) for each in arguments)), at)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None  # a call that Terraform would refuse, or that we read otherwise


def _tried(name: str, values: tuple[Node, ...], at: Span) -> Node | None:
    """`try` and `can`: the first argument that has a value. One that is open may have none."""
    if not values or unknown_in(values[0]) is not None:
        return None
    return Node(True, at) if name == "can" else values[0]


def _formatted(arguments: tuple[Node, ...], at: Span) -> Node | None:
    """`format`: an unknown value may stand for `%s`, like in a template."""
    form = as_text(arguments[0])
    if form is None or has_symbol(form):
        return None
    return node_of(KNOWN["format"](form, *(plain(each) for each in arguments[1:])), at)


def _decoded(node: Node, at: Span) -> Node:
    try:
        found = document_of(node)
    except InputError:
        return derived("jsondecode", [node], at)
    return derived("jsondecode", [node], at) if unknown_in(found) else replace(found, tag=None)
