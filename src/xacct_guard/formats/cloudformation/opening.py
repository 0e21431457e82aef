"""A document opened as a stack: expanded, read, deployed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...graph.model import Placement
from ...span import Node
from .. import Lookup, Parameters
from . import attributes, conditions, functions, nesting, parameters
from .expansion import expanded, is_expandable
from .serverless import TRANSFORM as SERVERLESS
from .serverless import is_serverless, transformed, unexpanded
from .stack import Language, Stack
from .template import CARRIED_OUT, Template, read_template

_KEPT = 64  # documents: a template that is deployed many times is read once


def open_stack(
    document: Node,
    placement: Placement,
    given: Parameters,
    lookup: Lookup,
    above: tuple[str, ...] = (),
) -> Stack:
    """The stack of a template. `above` are the files of the templates that nest it, outermost first."""
    read = _read(_Written(document))
    stack = Stack(read.template, placement, given, lookup, language=LANGUAGE, above=above)
    _assume(stack, read.missing)
    if not is_expandable(read.document):
        return stack
    document = expanded(read.document, stack)
    whole = Stack(read_template(document), placement, given, lookup, language=LANGUAGE, above=above)
    whole.failures += stack.failures
    return whole


@dataclass(frozen=True, slots=True, eq=False)
class _Written:
    """A document as it was read: equal to itself alone."""

    document: Node

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Written) and other.document is self.document

    def __hash__(self) -> int:
        return id(self.document)


@dataclass(frozen=True, slots=True)
class _Read:
    """What is the same wherever a document is deployed; `missing` is what no transform of ours makes."""

    document: Node
    template: Template
    missing: tuple[str, ...]


@lru_cache(_KEPT)
def _read(written: _Written) -> _Read:
    document = written.document
    missing = unexpanded(document) if is_serverless(document) else ()
    if is_serverless(document):
        document = transformed(document)
    return _Read(document, read_template(document), missing)


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
