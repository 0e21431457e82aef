"""Calls of functions, their arguments worked out."""

from __future__ import annotations

from dataclasses import replace

from ...bounds import Budget
from ...errors import InputError
from ...iam.symbol import has_symbol
from ...read import read
from ...span import Node, Source, Span
from ...terraform.value import (
    MISSING,
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

_AT_ONCE = frozenset({"can", "coalesce", "element", "lookup", "one", "try"})
"""Functions that do not go through all that they are given."""


def called(name: str, arguments: tuple[Node, ...], at: Span, budget: Budget) -> Node | None:
    """What a function gives; None where that is not known, or where nobody knows the function.

    Raises InputError where that is more than anybody means.
    """
    size = sum(budget.hold(each, at) for each in arguments)
    budget.spend(1 if name in _AT_ONCE else size, at)
    try:
        found = _given_by(name, arguments, at)
    except InputError as error:
        raise InputError(error.message, at=error.at or at, help=error.help) from None
    if found is not None and name not in _AT_ONCE:
        budget.spend(budget.hold(found, at), at)
    return found


def _given_by(name: str, arguments: tuple[Node, ...], at: Span) -> Node | None:
    if name in ("try", "can"):
        return _tried(name, arguments, at)
    if name == "jsondecode" and arguments:
        return _decoded(arguments[0], at)
    if name == "yamldecode" and arguments:
        return _of_yaml(arguments[0])
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
    """`try` and `can`: the first argument that can be worked out. One that is open may be none."""
    for value in values:
        if value.tag == MISSING and name == "can":
            return Node(False, at)
        if value.tag == MISSING:
            continue
        if unknown_in(value) is not None:
            return None
        return Node(True, at) if name == "can" else value
    return None


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


def _of_yaml(node: Node) -> Node | None:
    """What a text of YAML says; of a whole file each part has its place in it."""
    text = as_text(node)
    if text is None or has_symbol(text):
        return None
    try:
        found = read(Source(node.span.source.name, text))
    except InputError:
        return None
    return found if text == node.span.source.text else node_of(plain(found), node.span)
