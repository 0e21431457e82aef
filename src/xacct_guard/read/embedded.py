"""JSON that stands as text inside another document: a policy in a template, in a plan."""

from __future__ import annotations

from functools import partial

from ..span import Node, Source, Span
from . import json
from .refusal import Place


def read_embedded(node: Node) -> Node:
    """The JSON document that a scalar's text holds; a mapping or a list is returned as it is.

    Routes go on from the scalar's route. Raises InputError if the text is not JSON.
    """
    text = node.text
    if text is None:
        return node
    place: Place = partial(_at, node.span)
    return json.read_document(Source(node.span.source.name, text), node.span.route, place)


def _at(span: Span, route: tuple[str | int, ...], *_: int) -> Span:
    return Span(span.source, route, span.line, span.column, span.end_line, span.end_column)
