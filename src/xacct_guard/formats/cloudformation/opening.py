"""A document opened as a stack: expanded, read, deployed."""

from __future__ import annotations

from ...graph.model import Placement
from ...span import Node
from .. import Lookup, Parameters
from . import attributes, conditions, functions, nesting, parameters
from .expansion import expanded, is_expandable
from .serverless import is_serverless, transformed
from .stack import Language, Stack
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
    stack = Stack(
        read_template(document), placement, given, lookup, language=_LANGUAGE, above=above
    )
    if not is_expandable(document):
        return stack
    document = expanded(document, stack)
    whole = Stack(
        read_template(document), placement, given, lookup, language=_LANGUAGE, above=above
    )
    whole.failures += stack.failures
    return whole


_LANGUAGE = Language(
    call=functions.apply,
    condition=conditions.truth,
    pseudo=parameters.pseudo,
    parameter=parameters.value,
    attribute=attributes.value,
    stacks=nesting.stacks,
    open=open_stack,
)
