"""A document opened as a stack: expanded, read, deployed."""

from __future__ import annotations

from ...graph.model import Placement
from ...span import Node
from .. import Lookup, Parameters
from . import attributes, conditions, functions, nesting, parameters
from .expansion import expanded, is_expandable
from .serverless import TRANSFORM as SERVERLESS
from .serverless import is_serverless, transformed, unexpanded
from .stack import Language, Stack
from .template import CARRIED_OUT, read_template


def open_stack(
    document: Node,
    placement: Placement,
    given: Parameters,
    lookup: Lookup,
    above: tuple[str, ...] = (),
) -> Stack:
    """The stack of a template. `above` are the files of the templates that nest it, outermost first."""
    missing = unexpanded(document) if is_serverless(document) else ()
    if is_serverless(document):
        document = transformed(document)
    stack = Stack(read_template(document), placement, given, lookup, language=LANGUAGE, above=above)
    _assume(stack, missing)
    if not is_expandable(document):
        return stack
    document = expanded(document, stack)
    whole = Stack(read_template(document), placement, given, lookup, language=LANGUAGE, above=above)
    whole.failures += stack.failures
    return whole


def _assume(stack: Stack, missing: tuple[str, ...]) -> None:
    """Say what the template leaves to transforms that are not carried out here."""
    for what in missing:
        about = f"what {what} makes in stack {stack.label}"
        stack.given.assume(about, "nothing is known of it", "only AWS carries it out")
    for name in stack.template.macros:
        if not name.startswith(SERVERLESS) and name not in CARRIED_OUT:
            stack.assume_macro(name)


LANGUAGE = Language(
    call=functions.apply,
    condition=conditions.truth,
    pseudo=parameters.pseudo,
    parameter=parameters.value,
    attribute=attributes.value,
    stacks=nesting.stacks,
    open=open_stack,
)
