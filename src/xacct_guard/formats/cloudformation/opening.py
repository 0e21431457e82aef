"""A document opened as a stack: expanded, read, deployed."""

from __future__ import annotations

from ...graph.model import Placement
from ...span import Node
from .. import Lookup, Parameters
from .expansion import expanded, is_expandable
from .serverless import is_serverless, transformed
from .stack import Stack
from .template import read_template


def open_stack(
    document: Node,
    placement: Placement,
    given: Parameters,
    lookup: Lookup,
    above: tuple[str, ...] = (),
) -> Stack:
    """The stack of a template. `above` are the files of the templates that nest it, outermost first."""
    if is_serverless(document):
        document = transformed(document)
    stack = Stack(read_template(document), placement, given, lookup, above)
    if not is_expandable(document):
        return stack
    whole = Stack(read_template(expanded(document, stack)), placement, given, lookup, above)
    whole.failures += stack.failures
    return whole
